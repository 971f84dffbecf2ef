import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** What of a compiled template the tests look at. */
export interface Template {
  readonly parameters: Readonly<Record<string, { readonly defaultValue?: unknown }>>;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** By symbolic name, or a plain list where the template needs no names. */
  readonly resources: Readonly<Record<string, Resource>>;
}

export interface Resource {
  readonly type: string;
  readonly condition?: string;
  readonly existing?: boolean;
  readonly dependsOn?: readonly string[];
  /** Absent where a resource is only referred to. */
  readonly properties?: Readonly<Record<string, unknown>> & {
    readonly template?: Template;
    readonly parameters?: Readonly<Record<string, { readonly value: unknown }>>;
  };
}

/** The real compiler: named by BICEP, or found on the PATH. */
export const compiler: string | undefined = [process.env["BICEP"], "bicep"].find(
  (candidate) => candidate !== undefined && spawnSync(candidate, ["--version"]).status === 0,
);

export const infra: string = join(import.meta.dirname, "../../infra");

export function compile(path: string): Template {
  return JSON.parse(run("build", path, ["--stdout"]).stdout) as Template;
}

/** Everything compiler and linter have to say of a template and its modules; they warn on stderr and exit with 0. */
export const complaintsAbout = (path: string): string =>
  run("build", path, ["--stdout"]).stderr + run("lint", path, []).stderr;

function run(command: "build" | "lint", path: string, flags: string[]): { stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(compiler ?? "bicep", [command, path, ...flags], {
    encoding: "utf8",
    maxBuffer: 32 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`bicep ${command} ${path} failed: ${stderr}`);
  return { stdout, stderr };
}
