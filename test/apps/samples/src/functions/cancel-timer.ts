import * as df from "durable-functions";

/** An activity with a time limit; the timer is cancelled, or the instance would stay Running until it fires. */
df.app.orchestration("cancelTimer", function* (context) {
  const limit = new Date(context.df.currentUtcDateTime.getTime() + 2 * 86_400_000);
  const timer = context.df.createTimer(limit);
  const quote = context.df.callActivity("getQuote", {});
  const winner = (yield context.df.Task.any([quote, timer])) as typeof quote;
  if (winner !== quote) return "too late";
  timer.cancel();
  return quote.result;
});

df.app.activity("getQuote", { handler: () => "a fair price" });
