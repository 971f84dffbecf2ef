import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runToEnd, useHostProcess } from "./host-process.ts";
import { useStateFolder } from "./use-host.ts";

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
