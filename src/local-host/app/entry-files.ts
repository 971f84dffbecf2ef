import { globSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { HostError } from "../host-error.ts";
import { readJson } from "./settings.ts";

export interface EntryFile {
  readonly file: string;
  readonly isModule: boolean;
}

/** The files that the app's package.json names in `main`, which is a pattern. */
export function findEntryFiles(appFolder: string): readonly EntryFile[] {
  if (statSync(join(appFolder, "package.json"), { throwIfNoEntry: false }) === undefined) {
    throw new HostError("APP_NOT_FOUND", `${appFolder} holds no package.json, so it is no Functions app.`);
  }
  const { main, type } = readJson(join(appFolder, "package.json")) as { main?: unknown; type?: unknown };
  if (typeof main !== "string") {
    throw new HostError(
      "APP_BROKEN",
      `${appFolder}/package.json has no "main" that names the files with the app's functions.`,
    );
  }
  const files = globSync(main, { cwd: appFolder, exclude: (name) => name === "node_modules" })
    .map((file) => join(appFolder, file))
    .filter((file) => statSync(file).isFile())
    .toSorted();
  if (files.length === 0) {
    throw new HostError(
      "APP_BROKEN",
      `Worker was unable to load entry point "${main}": Found zero files matching the supplied pattern in ${appFolder}. Is the app built?`,
    );
  }
  return files.map((file) => ({ file, isModule: isModule(file, type) }));
}

const isModule = (file: string, type: unknown): boolean =>
  file.endsWith(".mjs") || (!file.endsWith(".cjs") && type === "module");

export const shown = (appFolder: string, { file }: EntryFile): string => relative(appFolder, file) || file;
