import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";

/** A process of the rehearsal; what it says goes to a log file, and its lines can be waited for. */
export interface RunningProcess {
  /** Resolves with the first line of stdout that the pattern matches; rejects if the process ends before. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<Ending>;
  kill(): Promise<void>;
  /** SIGTERM, and SIGKILL when that is not heard. */
  stop(): Promise<void>;
}

export interface Ending {
  readonly code: number | null;
  readonly lastWords: string;
}

export interface Launch {
  readonly name: string;
  /** After the path of node itself. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly logFile: string;
}

const lastLines = 15;
const longestStopMs = 5000;

export function launch({ name, words, env, cwd, logFile }: Launch): RunningProcess {
  const child = spawn(process.execPath, words, {
    env: { ...ownEnvironment(), ...env },
    ...(cwd === undefined ? {} : { cwd }),
    // an open stdin tells a child that its parent lives
    stdio: ["pipe", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const log = createWriteStream(logFile, { flags: "a" });
  const listeners = new Set<(line: string) => void>();
  const hear = (line: string): void => {
    log.write(`${line}\n`);
    lines.push(line);
    for (const listener of listeners) listener(line);
  };
  createInterface({ input: child.stdout }).on("line", hear);
  createInterface({ input: child.stderr }).on("line", hear);
  const ended = endOf(child, () => {
    log.end();
    return lines.slice(-lastLines).join("\n");
  });
  return {
    ended,
    line: async (pattern) => {
      const early = ended.then(({ code, lastWords }) => {
        throw new Error(`The ${name} ended (${String(code)}) before it was ready.\n${lastWords}`);
      });
      return Promise.race([firstLine(pattern, lines, listeners), early]);
    },
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
    stop: async () => {
      child.kill("SIGTERM");
      const patience = setTimeout(() => child.kill("SIGKILL"), longestStopMs);
      await ended;
      clearTimeout(patience);
    },
  };
}

/** Nothing of the terminal's own settings may reach a rehearsal: proxies and options would change it. */
function ownEnvironment(): Record<string, string> {
  const kept = ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SystemRoot", "NODE_COMPILE_CACHE"];
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

async function endOf(child: ChildProcess, lastWords: () => string): Promise<Ending> {
  return new Promise((resolve) => {
    child.once("close", (code) => resolve({ code, lastWords: lastWords() }));
    child.once("error", (error) => resolve({ code: null, lastWords: error.message }));
  });
}

async function firstLine(
  pattern: RegExp,
  said: readonly string[],
  listeners: Set<(line: string) => void>,
): Promise<RegExpExecArray> {
  return new Promise((resolve) => {
    const look = (line: string): void => {
      const match = pattern.exec(line);
      if (match === null) return;
      listeners.delete(look);
      resolve(match);
    };
    listeners.add(look);
    for (const line of said) look(line);
  });
}
