import * as df from "durable-functions";

/** Human interaction: a code was sent, and has to be told within 90 seconds, in three tries. */
df.app.orchestration("smsPhoneVerification", function* (context) {
  const { phone } = context.df.getInput<{ phone: string }>();
  const code = (yield context.df.callActivity("sendSmsChallenge", { phone })) as number;
  const expiry = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 90_000));
  let isAuthorized = false;
  for (let tries = 0; tries <= 3 && !isAuthorized; tries += 1) {
    const response = context.df.waitForExternalEvent("smsChallengeResponse");
    const winner = (yield context.df.Task.any([response, expiry])) as typeof response;
    if (winner !== response) break;
    isAuthorized = response.result === code;
  }
  if (!expiry.isCompleted) expiry.cancel();
  return isAuthorized;
});

df.app.activity("sendSmsChallenge", {
  handler: ({ phone }: { phone: string }) => Number(phone.slice(-4)),
});
