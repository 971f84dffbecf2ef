import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runToEnd, useHostProcess } from "./host-process.ts";
import { appFolder, useStateFolder } from "./use-host.ts";

test.for([
  { words: ["--port", "many"], says: '--port takes a port number, not "many".' },
  { words: ["--clock", "broken"], says: "--clock takes real, virtual or 127.0.0.1:PORT" },
  { words: ["--mode", "lenient"], says: '--mode takes faithful or strict, not "lenient".' },
  { words: ["--chaos", "monkey"], says: '--chaos takes restart-mid-turn, not "monkey".' },
  { words: ["--unknown"], says: "Unknown option '--unknown'" },
])("refuses $words, says what is wrong, and ends with 2", async ({ words, says }) => {
  const { code, errors } = await runToEnd(words);
  expect(code).toBe(2);
  expect(errors).toContain(says);
});

test("explains its options", async () => {
  const { code, output } = await runToEnd(["--help"]);
  expect(code).toBe(0);
  expect(output).toContain("--app DIR");
});

test("prints its functions and how to reach them, and ends cleanly when asked to", async () => {
  const host = await useHostProcess(["--app", appFolder, "--port", "0", "--state", useStateFolder()]);
  expect(host.lines).toContain(`\tnumber: [GET] ${host.baseUrl}/api/items/{id:int}`);
  expect(host.lines).toContain("\tdaily: timerTrigger");
  expect(host.lines[host.lines.indexOf("Keys:") + 2]).toContain("LOCAL_HOST_MASTER_KEY");
  expect(await host.kill("SIGINT")).toEqual({ code: 0, errors: "" });
});

test("says that its port is in use", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const { code, errors } = await runToEnd([
    "--app",
    appFolder,
    "--port",
    String(port),
    "--state",
    useStateFolder(),
  ]);
  expect(code).toBe(1);
  expect(errors).toContain(`Port ${port} is in use.`);
});

test("says that another host uses its state", async () => {
  const state = useStateFolder();
  await useHostProcess(["--app", appFolder, "--port", "0", "--state", state]);
  const { code, errors } = await runToEnd(["--app", appFolder, "--port", "0", "--state", state]);
  expect(code).toBe(1);
  expect(errors).toContain(`The state folder ${state} is used by another host`);
});

test.for([
  { what: "a folder without an app", files: {}, says: "holds no package.json" },
  { what: "an app without main", files: { "package.json": "{}" }, says: 'no "main"' },
  {
    what: "an app that is not built",
    files: { "package.json": '{"main":"dist/*.js"}' },
    says: 'Worker was unable to load entry point "dist/*.js": Found zero files matching the supplied pattern',
  },
  {
    what: "an app that throws while loading",
    files: { "package.json": '{"main":"app.cjs"}', "app.cjs": 'throw new Error("no luck");' },
    says: "The app's file app.cjs cannot be loaded: Error: no luck",
  },
  {
    what: "an app without functions",
    files: { "package.json": '{"main":"app.cjs"}', "app.cjs": "" },
    says: "registers no function through @azure/functions",
  },
  {
    what: "a broken host.json",
    files: { "package.json": '{"main":"app.cjs"}', "app.cjs": "", "host.json": "{" },
    says: "host.json is not valid",
  },
])("says what is wrong with $what", async ({ files, says }) => {
  const folder = useStateFolder();
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const { code, errors } = await runToEnd(["--app", folder, "--port", "0", "--state", useStateFolder()]);
  expect(code).toBe(1);
  expect(errors).toContain(says);
});
