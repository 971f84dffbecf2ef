import { globSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { expect, test } from "vitest";

/** Who may import whom. A room may always import itself; a room enters with its first file. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  workflow: ["domain"],
  azure: ["domain", "workflow"],
  "pair-schema": [],
  triggers: ["domain", "workflow"],
  "local-host": [],
  simulator: [],
  rehearsal: ["domain", "simulator"],
};

/** The only files outside a room. Those that are started choose implementations and may import every room. */
const roots = [
  "assert-node.ts",
  "cloud.ts",
  "functions.ts",
  "host.ts",
  "pair-files.ts",
  "pair-folder.ts",
  "rehearse.ts",
  "replay.ts",
  "settings.ts",
  "validate.ts",
];

const topLevel =
  `CONTRIBUTING.md README.md azure.yaml build.ts docs host.json infra knip.json local.settings.sample.json
package-lock.json package.json pairs src test tsconfig.json vitest.config.ts`.split(/\s+/);

/** Made by tools, or private to whoever works here. */
const untracked = ["node_modules", "dist", "coverage", "local.settings.json"];

const project = join(import.meta.dirname, "..");
const src = join(project, "src");
const sources = globSync("**/*.ts", { cwd: src }).toSorted();
const inRooms = sources.filter((file) => file.includes(sep));

test.for(inRooms)("%s imports only the rooms it may", (file, { expect }) => {
  const room = roomOf(file);
  const targets = ownImportsOf(join(src, file)).map((path) => roomOf(relative(src, path)));
  expect([room, ...(mayImport[room] ?? [])]).toEqual(expect.arrayContaining(targets));
});

test("every room has its line in the table", () => {
  expect(new Set(inRooms.map(roomOf))).toEqual(new Set(Object.keys(mayImport)));
});

test("outside the rooms there are only the roots", () => {
  expect(sources.filter((file) => !file.includes(sep))).toEqual(roots);
});

// the local host could leave as a package of its own, so its page is for a stranger and longer
const rooms = Object.keys(mayImport).filter((room) => room !== "local-host");

test.for(rooms)("%s says in ten lines what lives there", (room, { expect }) => {
  const lines = readFileSync(join(src, room, "README.md"), "utf8")
    .trimEnd()
    .split("\n");
  expect(lines.length).toBeLessThanOrEqual(10);
});

test("the simulator and the adapters to Azure share no code: two readings of one specification", () => {
  const simulator = reachedFrom(filesOf("simulator"));
  const shared = [...reachedFrom(filesOf("azure"))].filter((path) => simulator.has(path));
  expect(shared).toEqual([]);
});

test("what is deployed cannot reach the simulator, the local host, the rehearsal or a test", () => {
  const deployed = [...reachedFrom([join(src, "functions.ts")])].map((path) => relative(project, path));
  expect(deployed).toContain(join("src", "workflow", "durable.ts"));
  const strangers = /^(test|src.(simulator|local-host|rehearsal|cloud\.ts|host\.ts|rehearse\.ts|replay\.ts))/;
  expect(deployed.filter((path) => strangers.test(path))).toEqual([]);
});

test("one file names durable-functions, so its next major is one file away", () => {
  const naming = sources.filter((file) => importsOf(textOf(join(src, file))).includes("durable-functions"));
  expect(naming).toEqual([join("workflow", "durable.ts")]);
});

test("every way to write an import is seen", () => {
  const text = `import a from "./a.ts"; export { b } from "./b.ts"; await import("./c.ts"); import "./d.ts";
import {
  e,
} from "./e.ts";
import type { F } from "./f.ts";`;
  expect(importsOf(text)).toEqual(["./a.ts", "./b.ts", "./c.ts", "./d.ts", "./e.ts", "./f.ts"]);
});

test("a helper lives with the idea it serves: no drawer folders, no index files", () => {
  const files = globSync(["src/**/*", "test/**/*"], { cwd: project });
  const drawers = files.filter((file) =>
    /(^|[/\\])(utils?|common|helpers?|shared|misc|lib)([/\\]|$)/i.test(file),
  );
  expect(drawers).toEqual([]);
  expect(files.filter((file) => basename(file) === "index.ts")).toEqual([]);
});

test("nothing is left for later in a comment", () => {
  const unfinished = new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "XX" + "X"].join("|")})\\b`);
  const files = globSync(
    ["src/**/*.ts", "test/**/*.ts", "infra/**/*.{bicep,sh,ps1}", "docs/**/*.md", "*.{ts,md}"],
    {
      cwd: project,
    },
  );
  expect(files.filter((file) => unfinished.test(textOf(join(project, file))))).toEqual([]);
});

test("the top level holds what was agreed and nothing else", () => {
  const found = readdirSync(project).filter((name) => !name.startsWith(".") && !untracked.includes(name));
  expect(found.toSorted()).toEqual(topLevel);
});

function roomOf(path: string): string {
  return path.split(sep)[0] ?? path;
}

function filesOf(room: string): readonly string[] {
  return inRooms.filter((file) => roomOf(file) === room).map((file) => join(src, file));
}

function textOf(path: string): string {
  return readFileSync(path, "utf8");
}

/** `import`, `export … from` and dynamic `import("…")`. */
function importsOf(text: string): readonly string[] {
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1] ?? "");
}

function ownImportsOf(path: string): readonly string[] {
  const targets = importsOf(textOf(path)).filter((target) => target.startsWith("."));
  return targets.map((target) => join(dirname(path), target));
}

/** Everything these files load, themselves included. */
function reachedFrom(starts: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...starts];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    open.push(...ownImportsOf(path));
  }
  return reached;
}
