import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { appFolder } from "./app-folder.ts";
import { embeddedKeys } from "./embedded-subject.ts";
import { judge } from "./known-differences.ts";
import { outsideSubject } from "./outside-subject.ts";
import { recordings } from "./recording.ts";
import { runScenario } from "./run-scenario.ts";

const host = join(import.meta.dirname, "../../../src/host.ts");
const keys = [
  `LOCAL_HOST_MASTER_KEY=${embeddedKeys.master}`,
  `LOCAL_HOST_FUNCTION_KEY=${embeddedKeys.functions}`,
  `LOCAL_HOST_DURABLE_KEY=${embeddedKeys.durable}`,
  `LOCAL_HOST_EVENTGRID_KEY=${embeddedKeys.eventGrid}`,
];

test("takes any host by the command that starts it, and talks to it from outside in real time", async () => {
  const options = `--app ${appFolder} --port {port} --state {scratch} --mode faithful --early-timers`;
  const start = `${keys.join(" ")} exec ${process.execPath} ${host} ${options}`;
  const subject = await outsideSubject({ baseUrl: undefined, start }, {});
  onTestFinished(async () => subject.stop());
  for (const recording of recordings.filter(({ name }) => chosen.includes(name))) {
    expect(judge(recording.name, await runScenario(recording, subject)).unknown).toEqual([]);
  }
});

const chosen = ["hello-sequence", "throws", "timer", "entities", "resume-running"];
