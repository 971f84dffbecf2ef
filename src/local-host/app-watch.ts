import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, watch } from "node:fs";
import { dirname, join } from "node:path";
import { findEntryFiles } from "./app/entry-files.ts";

const settingsFiles = ["host.json", "local.settings.json", "package.json"];

/** An editor writes a file in several steps, and a build several files. */
const calmMs = 300;

/** Calls back once the app's settings or its code have become others; the answer stops watching. */
export function watchApp(appFolder: string, onChange: () => void): () => void {
  let known = fingerprint(appFolder);
  let calm: NodeJS.Timeout | undefined;
  const look = (): void => {
    const now = fingerprint(appFolder);
    if (now === known) return;
    known = now;
    onChange();
  };
  const stir = (): void => {
    clearTimeout(calm);
    calm = setTimeout(look, calmMs);
  };
  const watchers = [...new Set([appFolder, ...codeFolders(appFolder)])].map((folder) => {
    const watcher = watch(folder, { persistent: false }, stir);
    // a folder that a build has removed tells nothing more
    watcher.on("error", () => watcher.close());
    return watcher;
  });
  return () => {
    clearTimeout(calm);
    for (const watcher of watchers) watcher.close();
  };
}

function fingerprint(appFolder: string): string {
  const hash = createHash("sha256");
  for (const file of [...settingsFiles.map((name) => join(appFolder, name)), ...codeFiles(appFolder)]) {
    hash.update(file);
    if (existsSync(file)) hash.update(readFileSync(file));
  }
  return hash.digest("hex");
}

const isCode = (name: string): boolean => /\.[cm]?js$/.test(name);

const codeFiles = (appFolder: string): readonly string[] =>
  codeFolders(appFolder).flatMap((folder) =>
    readdirSync(folder)
      .filter(isCode)
      .map((name) => join(folder, name)),
  );

/** Half a build may leave nothing to be found. */
function codeFolders(appFolder: string): readonly string[] {
  try {
    return [...new Set(findEntryFiles(appFolder).map(({ file }) => dirname(file)))].filter(existsSync);
  } catch {
    return [];
  }
}
