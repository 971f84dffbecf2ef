const { appendFileSync } = require("node:fs");
const { app } = require("@azure/functions");
const df = require("durable-functions");

/** What was done, for the test. */
const note = (what) => process.env.TEST_NOTES && appendFileSync(process.env.TEST_NOTES, `${what}\n`);

app.hook.preInvocation(() => note("disposed hook")).dispose();
app.hook.appTerminate(() => note("terminated"));
app.hook.appTerminate(() => {
  throw new Error("no good end");
});
app.hook.appTerminate(() => note("terminated too"));

const anonymous = { authLevel: "anonymous", methods: ["GET"] };
app.http("pid", { ...anonymous, handler: async () => ({ body: String(process.pid) }) });
app.http("folder", { ...anonymous, handler: async () => ({ body: process.cwd() }) });
app.http("throwsNothing", {
  ...anonymous,
  handler: async () => {
    throw undefined;
  },
});
app.http("rejectsUnheard", {
  ...anonymous,
  handler: async () => {
    void Promise.reject(new Error("nobody listens"));
    await new Promise(() => {});
  },
});
app.http("throwsLater", {
  ...anonymous,
  handler: async () => {
    setTimeout(() => {
      throw new Error("too late");
    }, 1);
    return { body: "for now" };
  },
});

df.app.activity("fine", { handler: () => "fine" });
df.app.activity("spins", {
  handler: async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    for (;;);
  },
});
df.app.activity("ends", { handler: () => process.exit(3) });
df.app.entity("endsAll", () => process.exit(1));
df.app.orchestration("well", function* (context) {
  return yield context.df.callActivity("fine");
});
df.app.orchestration("waits", function* (context) {
  return yield context.df.waitForExternalEvent("go");
});
df.app.orchestration("badTimer", function* (context) {
  yield context.df.createTimer(new Date("soon"));
});
/** An orchestrator that answers by itself, and nonsense. */
app.generic("talksNonsense", {
  trigger: { type: "orchestrationTrigger", direction: "in", name: "context" },
  handler: () => ({ isDone: false, actions: [[null]] }),
});
df.app.orchestration("exits", function* (context) {
  note("exits");
  process.exit(1);
  yield context.df.callActivity("fine");
});
df.app.orchestration("callsSpins", function* (context) {
  try {
    return yield context.df.callActivity("spins");
  } catch (error) {
    return error.message.split(" \n")[0];
  }
});
df.app.orchestration("callsExits", function* (context) {
  try {
    return yield context.df.callActivity("ends");
  } catch (error) {
    return error.message.split(" \n")[0];
  }
});
df.app.orchestration("asksEntity", function* (context) {
  try {
    return yield context.df.callEntity(new df.EntityId("endsAll", "one"), "go");
  } catch {
    return "refused";
  }
});
