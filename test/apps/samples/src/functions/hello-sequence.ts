import * as df from "durable-functions";

df.app.activity("sayHello", { handler: (city: string) => `Hello ${city}` });

df.app.orchestration("helloSequence", function* (context) {
  const greetings: unknown[] = [];
  for (const city of ["Tokyo", "Seattle", "Cairo"]) {
    greetings.push(yield context.df.callActivity("sayHello", city));
  }
  return greetings;
});
