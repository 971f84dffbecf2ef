import * as df from "durable-functions";

interface Order {
  readonly location: string;
  readonly clearAtCheck: number;
}

const [minuteMs, hourMs] = [60_000, 3_600_000];

/** Looks every half an hour whether the sky is clear, for six hours at the most. */
df.app.orchestration("monitor", function* (context) {
  const { location, clearAtCheck } = context.df.getInput<Order>();
  const end = context.df.currentUtcDateTime.getTime() + 6 * hourMs;
  let checks = 0;
  while (context.df.currentUtcDateTime.getTime() <= end) {
    checks += 1;
    const isClear = (yield context.df.callActivity("getIsClear", { checks, clearAtCheck })) as boolean;
    if (isClear) {
      yield context.df.callActivity("sendGoodWeatherAlert", { location });
      return { alerted: true, checks };
    }
    const next = context.df.currentUtcDateTime.getTime() + 30 * minuteMs;
    yield context.df.createTimer(new Date(next));
  }
  return { alerted: false, checks };
});

df.app.activity("getIsClear", {
  handler: ({ checks, clearAtCheck }: { checks: number; clearAtCheck: number }) => checks >= clearAtCheck,
});

df.app.activity("sendGoodWeatherAlert", {
  handler: ({ location }: { location: string }, context) => context.log(`Clear sky over ${location}`),
});
