import { startHost } from "../../../src/local-host/local-host.ts";
import { realClock } from "../../../src/local-host/real-clock.ts";
import { arms, benchApp, storeOf } from "./bench-engine.ts";

const [name, stateFolder = ""] = process.argv.slice(2);
const arm = arms.find((each) => each === name) ?? "ours";

const host = await startHost({
  appFolder: benchApp,
  port: 0,
  stateFolder,
  clock: realClock(),
  mode: "strict",
  keys: { durable: "bench" },
  ...storeOf(arm),
});
process.stdout.write(`${host.baseUrl}\n`);
