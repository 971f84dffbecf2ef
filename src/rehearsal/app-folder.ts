import { copyFile, mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import type { RouterName } from "./arguments.ts";
import { launch } from "./process.ts";

/** Within the app's folder. */
export const pairsFolder = "pairs";

export interface AppFolders {
  readonly app: string;
  readonly state: string;
}

/** A folder as a deployment has it: the bundle byte by byte, host.json, package.json, and the pair file. */
export async function layAppFolder(
  project: string,
  { folder, router, pairFile }: { folder: string; router: RouterName; pairFile: string },
): Promise<AppFolders> {
  await rm(folder, { recursive: true, force: true });
  const [app, state] = [join(folder, "app"), join(folder, "state")];
  const pairs = join(app, pairsFolder);
  await Promise.all([pairs, state].map(async (path) => mkdir(path, { recursive: true })));
  await writeFile(join(app, "package.json"), '{"main":"functions.cjs"}\n');
  await copyFile(join(project, "host.json"), join(app, "host.json"));
  await copyFile(pairFile, join(pairs, "pair.json"));
  if (router === "route") await copyFile(await freshBundle(project), join(app, "functions.cjs"));
  else await bundleArm(project, join(app, "functions.cjs"));
  return { app, state };
}

/** Built anew when the source has changed since. */
export async function freshBundle(project: string): Promise<string> {
  const bundle = join(project, "dist/functions.cjs");
  if ((await changedAt(bundle)) < (await newestIn(join(project, "src")))) {
    await mkdir(join(project, ".rehearsal"), { recursive: true });
    const building = launch({
      name: "build",
      words: [join(project, "build.ts")],
      env: {},
      logFile: join(project, ".rehearsal/build.log"),
    });
    const { code, lastWords } = await building.ended;
    if (code !== 0) throw new Error(`The app cannot be built.\n${lastWords}`);
  }
  return bundle;
}

/** An app that swaps wrongly on purpose, bundled as the product is. */
async function bundleArm(project: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [join(project, "test/arms/functions.ts")],
    outfile,
    absWorkingDir: project,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    external: ["@azure/functions-core"],
    keepNames: true,
    logLevel: "error",
  });
}

async function newestIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Math.max(
    ...(await Promise.all(files.map(async (file) => changedAt(join(file.parentPath, file.name))))),
  );
}

/** 0 = it does not exist. */
async function changedAt(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found?.mtimeMs ?? 0;
}
