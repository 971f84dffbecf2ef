import * as df from "durable-functions";

const tries = new Map<string, number>();

df.app.orchestration("callActivityWithRetry", function* (context) {
  const options = new df.RetryOptions(5_000, 3);
  options.backoffCoefficient = 2;
  const input = context.df.getInput<{ failures: number }>();
  try {
    const order = { ...input, key: context.df.instanceId };
    return (yield context.df.callActivityWithRetry("flakyFunction", options, order)) as string;
  } catch (error) {
    return error instanceof Error ? error.message.split(" \n ")[0] : "";
  }
});

df.app.activity("flakyFunction", {
  handler: ({ key, failures }: { key: string; failures: number }) => {
    const count = (tries.get(key) ?? 0) + 1;
    tries.set(key, count);
    if (count <= failures) throw new Error(`flaky try ${count}`);
    return `done at try ${count}`;
  },
});
