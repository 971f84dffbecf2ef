const { app } = require("@azure/functions");
const df = require("durable-functions");
const { valueOf } = require("./values.cjs");

/** What any code of an app can do wrong; `odd` is a value that nobody expects. */
const anywhere = {
  throws: (odd) => {
    throw odd;
  },
  returns: (odd) => odd,
  rejects: (odd) => Promise.reject(odd),
  rejectsUnheard: (odd) => void Promise.reject(odd),
  throwsLater: (odd) =>
    void setTimeout(() => {
      throw odd;
    }, 1),
  throwsInAMoment: (odd) =>
    process.nextTick(() => {
      throw odd;
    }),
  emits: (odd) => process.emit("uncaughtException", odd),
  warns: (odd) => process.emitWarning(odd),
  exits: () => process.exit(7),
  exitsOddly: (odd) => process.exit(odd),
  aborts: () => process.kill(process.pid, "SIGKILL"),
  disconnects: () => process.disconnect(),
  logs: (odd, context) => context.log(odd, `${typeof odd}`),
};

/** What an orchestrator can ask for besides. */
const asked = {
  createTimer: (odd, { df: own }) => own.createTimer(odd),
  createTimerAt: (odd, { df: own }) => own.createTimer(new Date(odd)),
  callActivity: (odd, { df: own }) => own.callActivity("fine", odd),
  callNamed: (odd, { df: own }) => own.callActivity(odd),
  retry: (odd, { df: own }) => own.callActivityWithRetry("fine", new df.RetryOptions(odd, odd), odd),
  callChild: (odd, { df: own }) => own.callSubOrchestrator("child", odd, odd),
  callHttp: (odd, { df: own }) => own.callHttp({ method: "GET", url: odd, headers: odd, body: odd }),
  continueAsNew: (odd, { df: own }) => own.continueAsNew(odd),
  setCustomStatus: (odd, { df: own }) => own.setCustomStatus(odd),
  waitFor: (odd, { df: own }) =>
    own.Task.any([own.waitForExternalEvent(odd), own.createTimer(new Date(odd))]),
  callEntity: (odd, { df: own }) => own.callEntity(new df.EntityId("oddEntity", String(odd)), "fine", odd),
  signalEntity: (odd, { df: own }) => own.signalEntity(new df.EntityId("oddEntity", "one"), odd, odd),
  lock: (odd, { df: own }) => own.lock([odd]),
  taskAll: (odd, { df: own }) => own.Task.all(odd),
  yields: (odd) => odd,
};

const doIt = (order, context) => anywhere[order.deed](valueOf(order.value), context);

df.app.activity("fine", { handler: (input) => (input === undefined ? "nothing" : "something") });
df.app.activity("oddActivity", { handler: doIt });
df.app.entity("oddEntity", (context) => {
  const order = context.df.getInput();
  if (order?.deed === undefined) return context.df.return("fine");
  if (order.deed === "returns") {
    context.df.setState(valueOf(order.value));
    return context.df.return(valueOf(order.value));
  }
  return doIt(order, context);
});
df.app.orchestration("child", function* (context) {
  return yield context.df.callActivity("fine", "child");
});
df.app.orchestration("well", function* (context) {
  return yield context.df.callActivity("fine", 1);
});
df.app.orchestration("odd", function* (context) {
  const { site, ...order } = context.df.getInput() ?? {};
  if (site === "activity") return yield context.df.callActivity("oddActivity", order);
  if (site === "entity")
    return yield context.df.callEntity(new df.EntityId("oddEntity", context.df.instanceId), "do", order);
  const ask = asked[order.deed];
  if (ask === undefined) return order.deed === undefined ? "done" : doIt(order, context);
  return yield ask(valueOf(order.value), context);
});
/** An orchestrator that does without the generator that the package expects. */
app.generic("bare", {
  trigger: { type: "orchestrationTrigger", direction: "in", name: "context" },
  handler: (payload) => valueOf(Number(payload?.input?.value ?? 0)),
});
app.http("oddHandler", {
  route: "odd",
  methods: ["POST"],
  authLevel: "anonymous",
  handler: async (request, context) => doIt(await request.json(), context),
});
app.http("fineHandler", {
  route: "fine",
  methods: ["POST"],
  authLevel: "anonymous",
  handler: async () => ({ body: "fine" }),
});
app.http("answers", {
  methods: ["GET"],
  authLevel: "anonymous",
  handler: async (request) => {
    const headers = JSON.parse(request.query.get("headers") ?? "{}");
    return {
      status: Number(request.query.get("status") ?? 202),
      headers,
      body: request.query.get("body") ?? "",
    };
  },
});
df.app.orchestration("asksOutside", function* (context) {
  return yield context.df.callHttp({
    method: "GET",
    url: `http://${process.env.WEBSITE_HOSTNAME}${context.df.getInput().path}`,
  });
});

/** A request tells by its query what a hook is to do to it. */
for (const name of ["preInvocation", "postInvocation"]) {
  app.hook[name](({ inputs, invocationContext }) => {
    const order = inputs[0]?.query?.get?.(name);
    return order === null || order === undefined ? undefined : doIt(JSON.parse(order), invocationContext);
  });
}
