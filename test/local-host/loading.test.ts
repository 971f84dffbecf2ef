import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runToEnd, useHostProcess } from "./host-process.ts";
import { useHost, useStateFolder } from "./use-host.ts";

function useApp(files: Readonly<Record<string, string>>): string {
  const folder = useStateFolder();
  symlinkSync(join(import.meta.dirname, "../../node_modules"), join(folder, "node_modules"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const where = (app: string): string[] => ["--app", app, "--port", "0", "--state", useStateFolder()];

test("loads an app of ES modules, with every file that its pattern names", async () => {
  const file = (name: string): string =>
    `import { app } from "@azure/functions"; app.http("${name}", { authLevel: "anonymous", handler: async () => ({ body: "${name}" }) });`;
  const host = await useHostProcess(
    where(
      useApp({
        "package.json": '{"type":"module","main":"{one,other}.js"}',
        "one.js": file("one"),
        "other.js": file("other"),
        "left-out.js": "throw new Error()",
      }),
    ),
  );
  expect(await (await fetch(`${host.baseUrl}/api/one`)).text()).toBe("one");
  expect(await (await fetch(`${host.baseUrl}/api/other`)).text()).toBe("other");
});

test("builds the app first when asked to", async () => {
  const source =
    'const { app } = require("@azure/functions"); app.http("built", { authLevel: "anonymous", handler: async () => ({ body: "yes" }) });';
  const app = useApp({
    "package.json": '{"main":"built.cjs","scripts":{"build":"node build.cjs"}}',
    "build.cjs": `require("fs").writeFileSync("built.cjs", ${JSON.stringify(source)})`,
  });
  const host = await useHostProcess([...where(app), "--build"]);
  expect(await (await fetch(`${host.baseUrl}/api/built`)).text()).toBe("yes");
});

test("says that the build has failed", async () => {
  const app = useApp({ "package.json": '{"main":"a.cjs","scripts":{"build":"exit 3"}}' });
  const { code, errors } = await runToEnd([...where(app), "--build"]);
  expect(code).toBe(1);
  expect(errors).toContain(`The build of the app in ${app} has failed.`);
});

const modules = join(import.meta.dirname, "../../node_modules");

/** An app that believes to have this release of `durable-functions`. */
function useAppWithDurable(version: string): string {
  const folder = useStateFolder();
  const durable = join(folder, "node_modules/durable-functions");
  mkdirSync(durable, { recursive: true });
  symlinkSync(join(modules, "@azure"), join(folder, "node_modules/@azure"));
  const files = {
    "package.json": '{"main":"app.cjs"}',
    "app.cjs": 'require("durable-functions").app.orchestration("waits", function* () {});',
    "node_modules/durable-functions/package.json": `{"name":"durable-functions","version":"${version}"}`,
    "node_modules/durable-functions/index.js": `module.exports = require(${JSON.stringify(join(modules, "durable-functions"))});`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test.for([
  { version: "3.3.0", isWarned: true },
  { version: "3.0.0-alpha.5", isWarned: true },
  { version: "3.3.1", isWarned: false },
  { version: "3.10.0", isWarned: false },
  { version: "4.0.0-beta.1", isWarned: false },
])("warns of a release that cannot make timers on this Node: $version $isWarned", async (release) => {
  const { log } = await useHost({ appFolder: useAppWithDurable(release.version) });
  const warnings = log.filter(({ message }) => message.includes("util.isDate"));
  expect(warnings.map(({ level }) => level)).toEqual(release.isWarned ? ["warning"] : []);
  for (const { message } of warnings) {
    expect(message).toMatch(
      new RegExp(`^durable-functions ${release.version} .* Upgrade it to 3\\.3\\.1 or later`),
    );
  }
});
