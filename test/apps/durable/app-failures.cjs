const df = require("durable-functions");

class RejectedOrder extends Error {
  name = "RejectedOrder";
  constructor(message, facts) {
    super(message);
    this.facts = facts;
  }
}

df.app.setExceptionPropertiesProvider({
  getExceptionProperties: (error) => (error instanceof RejectedOrder ? error.facts : undefined),
});

df.app.activity("rejectOrder", {
  handler: ({ order }) => {
    throw new RejectedOrder("no such article", { order, lines: ["one", 2, null], at: { shelf: 3 } });
  },
});

df.app.orchestration("letsRejectionPass", function* (context) {
  yield context.df.callActivity("rejectOrder", { order: 7 });
});

const detailsOf = function* (task) {
  try {
    yield task;
    return undefined;
  } catch (error) {
    if (!(error instanceof df.TaskFailedError)) throw error;
    return { ...error.failureDetails, stackTrace: undefined };
  }
};

df.app.orchestration("catchesRejection", function* (context) {
  return yield* detailsOf(context.df.callActivity("rejectOrder", { order: 7 }));
});

df.app.orchestration("catchesRejectionOfChild", function* (context) {
  return yield* detailsOf(context.df.callSubOrchestrator("letsRejectionPass", {}, "child"));
});
