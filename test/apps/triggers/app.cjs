const { app, input, output } = require("@azure/functions");

let told = 0;

/** What a handler was called with, for the test. */
async function tell(call) {
  told += 1;
  await fetch(`${process.env.TEST_DESK}/calls`, { method: "POST", body: JSON.stringify(call) });
}

const table = input.table({ tableName: "seen", connection: "AzureWebJobsStorage" });
const queue = output.storageQueue({ queueName: "out", connection: "AzureWebJobsStorage" });

app.storageQueue("fromQueue", {
  queueName: "in",
  connection: "AzureWebJobsStorage",
  extraInputs: [table],
  return: queue,
  handler: async (message) => tell({ name: "fromQueue", message }),
});

app.timer("faltering", {
  schedule: "0 0 12 * * *",
  retry: { strategy: "fixedDelay", maxRetryCount: 2, delayInterval: { seconds: 10 } },
  handler: async (_timer, context) => {
    await tell({ name: "faltering", retry: context.retryContext ?? null });
    throw new Error(`no luck ${told}`);
  },
});

app.timer("slowingDown", {
  schedule: "0 0 18 * * *",
  retry: {
    strategy: "exponentialBackoff",
    maxRetryCount: 3,
    minimumInterval: { seconds: 5 },
    maximumInterval: { seconds: 15 },
  },
  handler: async (_timer, context) => {
    await tell({ name: "slowingDown", retry: context.retryContext ?? null });
    if ((context.retryContext?.retryCount ?? 0) < 3) throw new Error("not yet");
  },
});

app.timer("newYear", { schedule: "0 0 0 1 1 *", handler: async () => tell({ name: "newYear" }) });
