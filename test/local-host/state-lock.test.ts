import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockState } from "../../src/local-host/journal/state-lock.ts";
import { useStateFolder } from "./use-host.ts";

test("lets only one host use a state folder at a time", () => {
  const folder = useStateFolder();
  const unlock = lockState(folder);
  expect(() => lockState(folder)).toThrow(new RegExp(`used by another host \\(process ${process.pid}\\)`));
  unlock();
  lockState(folder)();
});

test.for([
  { what: "a process that is gone", text: '{"pid":999999999,"began":null}' },
  { what: "a process whose number was used again", text: `{"pid":${process.pid},"began":"1"}` },
  { what: "nobody, because its writer was killed", text: "" },
])("takes over a lock left behind by $what", ({ text }) => {
  const folder = useStateFolder();
  writeFileSync(join(folder, "host.lock"), text);
  const unlock = lockState(folder);
  expect(readFileSync(join(folder, "host.lock"), "utf8")).toContain(`"pid":${process.pid}`);
  unlock();
});

const contender = `
const { lockState } = await import(process.argv[1]);
process.stdin.once("data", () => {
  try { lockState(process.argv[2]); console.log("mine"); } catch (error) { console.log(error.code); }
  setTimeout(() => undefined, 60_000);
});
console.log("ready");
`;

test("gives a lock left behind to one of several hosts that start at once", { timeout: 60_000 }, async () => {
  const module = join(import.meta.dirname, "../../src/local-host/journal/state-lock.ts");
  for (let round = 0; round < 4; round += 1) {
    const folder = useStateFolder();
    writeFileSync(join(folder, "host.lock"), '{"pid":999999999,"began":null}');
    const words = ["--input-type=module", "-e", contender, module, folder];
    const hosts = Array.from({ length: 6 }, () => spawn(process.execPath, words));
    await Promise.all(hosts.map(async ({ stdout }) => once(stdout, "data")));
    const answers = hosts.map(async ({ stdin, stdout }) => {
      const answer = once(stdout, "data");
      stdin.write("go\n");
      return String((await answer)[0]).trim();
    });
    const told = await Promise.all(answers);
    for (const host of hosts) host.kill("SIGKILL");
    expect(told.toSorted()).toEqual([...Array.from({ length: 5 }, () => "STATE_IN_USE"), "mine"]);
  }
});
