const { app, output } = require("@azure/functions");

/** What the handlers were called with, for the test in the same process. */
const calls = [];
globalThis.testAppCalls = calls;

const queue = output.storageQueue({ queueName: "out", connection: "AzureWebJobsStorage" });

app.storageQueue("fromQueue", {
  queueName: "in",
  connection: "AzureWebJobsStorage",
  return: queue,
  handler: (message) => calls.push({ name: "fromQueue", message }),
});

app.timer("faltering", {
  schedule: "0 0 12 * * *",
  retry: { strategy: "fixedDelay", maxRetryCount: 2, delayInterval: { seconds: 10 } },
  handler: (_timer, context) => {
    calls.push({ name: "faltering", retry: context.retryContext });
    throw new Error(`no luck ${calls.length}`);
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
  handler: (_timer, context) => {
    calls.push({ name: "slowingDown", retry: context.retryContext, atMs: globalThis.testAppNow?.() });
    if ((context.retryContext?.retryCount ?? 0) < 3) throw new Error("not yet");
  },
});

app.timer("newYear", { schedule: "0 0 0 1 1 *", handler: () => calls.push({ name: "newYear" }) });
