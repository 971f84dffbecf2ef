const df = require("durable-functions");

/** A story that takes commands: a fresh waiter for every wait, none listed twice, all kept until served. */
function listener(context) {
  const heard = [];
  let waiters = [];
  return {
    heard,
    listen: () => {
      const waiter = context.df.waitForExternalEvent("command");
      waiters.push(waiter);
      return waiter;
    },
    hear: () => {
      const served = waiters.filter((waiter) => waiter.isCompleted).toReversed();
      waiters = waiters.filter((waiter) => !waiter.isCompleted);
      heard.push(...served.map((waiter) => waiter.result));
    },
  };
}

function* nap(context, { listen, hear }) {
  const due = new Date(context.df.currentUtcDateTime.getTime() + 60_000);
  const timer = context.df.createTimer(due);
  yield context.df.Task.any([timer, listen()]);
  if (!timer.isCompleted) timer.cancel();
  hear();
}

/** A task that is listed already is yielded again by itself: the SDK does not list it twice. */
function* settle(context, task, { listen, hear }) {
  yield context.df.Task.any([task, listen()]);
  hear();
  const answer = task.isCompleted ? task.result : yield task;
  hear();
  return answer;
}

df.app.orchestration("takeCommands", function* (context) {
  const { steps } = context.df.getInput();
  const ear = listener(context);
  for (const [place, step] of steps.entries()) {
    context.df.setCustomStatus({ place });
    if (step === "nap") yield* nap(context, ear);
    if (step === "child") {
      const child = context.df.callSubOrchestrator("waitForGo", {}, `${context.df.instanceId}-${place}`);
      yield* settle(context, child, ear);
    }
    if (step === "activity") {
      yield context.df.callActivity("passGate", { gate: `${context.df.instanceId}-${place}` });
      ear.hear();
    }
  }
  context.df.setCustomStatus({ place: steps.length });
  while (ear.heard.at(-1) !== "stop") {
    yield ear.listen();
    ear.hear();
  }
  return ear.heard;
});
