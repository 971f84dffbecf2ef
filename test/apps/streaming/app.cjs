const { app } = require("@azure/functions");

app.setup({ enableHttpStream: true });
app.http("hello", { methods: ["GET"], handler: async () => ({ body: "hello" }) });
