import { enableCompileCache } from "node:module";
import { Worker as Thread } from "node:worker_threads";

/** The process that an app runs in. It lives as long as its host does, and not a moment longer. */
const killMyself = (): void => void process.kill(process.pid, "SIGKILL");

const send = process.send?.bind(process);
if (send === undefined) throw new Error("A host starts this process; it cannot be started by hand.");
// what the app says goes by its SDK, and it must not end the channel by mistake
delete process.send;

process.on("disconnect", killMyself);

/** Code that never lets go hears of nothing, so a thread beside it looks whether the host still lives. */
const watchdog = `const { workerData } = require("node:worker_threads");
setInterval(() => process.ppid === workerData || process.kill(process.pid, "SIGKILL"), 500);`;
// not at once: it would make each start longer
setTimeout(() => new Thread(watchdog, { eval: true, workerData: process.ppid }).unref(), 1_000).unref();

// a Ctrl-C reaches every process of the terminal; the host tells when it is over
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);

// the SDKs are compiled once and not at each start
enableCompileCache();
const { serveApp } = await import("./serve-app.ts");
const handle = serveApp((message) => void send(message));
process.on("message", (message) => handle(message as Parameters<typeof handle>[0]));
