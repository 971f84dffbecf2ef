const { execFileSync } = require("node:child_process");
const { existsSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const df = require("durable-functions");
const { told } = require("./told.js");

/** Whether this is done for the first time, also when the process has died meanwhile. */
function isFirstEver(what) {
  const file = path.join(process.env.SCRATCH || tmpdir(), `crash-${what}`);
  if (existsSync(file)) return false;
  writeFileSync(file, "1");
  return true;
}

df.app.activity("crashOnce", {
  handler: (key) => {
    if (isFirstEver(key)) process.exit(7);
    return "survived";
  },
});

df.app.orchestration("crash", function* (context) {
  const seen = {};
  try {
    seen.r = yield context.df.callActivity("crashOnce", context.df.instanceId);
  } catch (error) {
    seen.e = told(error);
  }
  seen.after = yield context.df.callActivity("hello", "after");
  return seen;
});

df.app.orchestration("timeouts", function* (context) {
  const seen = {};
  try {
    seen.r = yield context.df.Task.all([
      context.df.callActivity("hang", 60_000),
      context.df.callActivity("slow", 500),
      context.df.callActivity("slow", 9000),
    ]);
  } catch (error) {
    seen.e = told(error);
  }
  try {
    seen.after = yield context.df.callActivity("hello", "after");
  } catch (error) {
    seen.e2 = told(error);
  }
  return seen;
});

df.app.orchestration("hangOnly", function* (context) {
  const seen = {};
  try {
    seen.r = yield context.df.callActivity("hang", 60_000);
  } catch (error) {
    seen.e = told(error).message.slice(0, 120);
  }
  seen.after = yield context.df.callActivity("hello", "after");
  return seen;
});

df.app.orchestration("bystander", function* (context) {
  const seen = {};
  try {
    seen.r = yield context.df.callActivity("slow", 9500);
  } catch (error) {
    seen.e = told(error);
  }
  return seen;
});

df.app.orchestration("bystander4", function* (context) {
  const seen = {};
  try {
    seen.r = yield context.df.callActivity("slow", 4000);
  } catch (error) {
    seen.e = told(error).message.slice(0, 200);
  }
  return seen;
});

df.app.orchestration("bystanderN", function* (context) {
  const seen = {};
  try {
    seen.r = yield context.df.callActivity("slow", context.df.getInput());
  } catch (error) {
    seen.e = told(error).message.slice(0, 300);
  }
  seen.after = yield context.df.callActivity("hello", "after");
  return seen;
});

/** Lets nothing else run; a test that owns time says how. */
function block(ms) {
  const time = process.env.CONFORMANCE_TIME;
  const begun = Date.now();
  if (time === undefined) while (Date.now() - begun < ms);
  else execFileSync(process.execPath, ["--eval", `fetch("${time}/block/${ms}")`]);
}

/** Blocks its whole process at its first turn. */
df.app.orchestration("busyOnce", function* (context) {
  if (isFirstEver("busy")) block(8000);
  return yield context.df.callActivity("hello", "x");
});
