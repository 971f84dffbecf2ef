import { request } from "node:http";
import { join } from "node:path";
import { pairsFolder, type AppFolders } from "./app-folder.ts";
import { launch, type RunningProcess } from "./process.ts";

/** The app in its host, as one sees it from outside: HTTP, and a process that can die. */
export interface App extends Operator {
  ask(method: "GET" | "POST", path: string, sent?: Sent): Promise<Answer>;
  /** SIGKILL, then `whileDead`, then a new process in the same folders. */
  kill(whileDead?: () => Promise<unknown>): Promise<void>;
  /** Resolves once it serves; rejects when it ends before. */
  isUp(): Promise<void>;
  kills(): number;
  restarts(): number;
  /** Rejects when the process ends without having been told to. */
  readonly died: Promise<never>;
  stop(): Promise<void>;
}

/** What whoever holds the host's own keys can do to one instance; the app has no say in it. */
export interface Operator {
  /** The job host restarts in the middle of its next turn but so many. */
  restartMidTurn(id: string, spared: number): Promise<void>;
  terminate(id: string): Promise<void>;
  runtimeStatus(id: string): Promise<string>;
}

export interface Sent {
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

interface AppOrder {
  readonly project: string;
  readonly folder: string;
  readonly folders: AppFolders;
  readonly clockPort: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Durable timers fire up to a second early, as production's do. */
  readonly earlyTimers: boolean;
}

/** The rehearsal is alone on its machine's loopback; these open nothing else. */
const keys = {
  LOCAL_HOST_MASTER_KEY: "rehearsal-master",
  LOCAL_HOST_FUNCTION_KEY: "rehearsal-function",
  LOCAL_HOST_DURABLE_KEY: "rehearsal-durable",
  LOCAL_HOST_EVENTGRID_KEY: "rehearsal-eventgrid",
};

export const eventGridPath = `/runtime/webhooks/eventgrid?functionName=clusterSupport&code=${keys.LOCAL_HOST_EVENTGRID_KEY}`;

export function startApp(order: AppOrder): App {
  let [kills, restarts] = [0, 0];
  const doomed = new Set<RunningProcess>();
  let reportDeath: (error: Error) => void = () => undefined;
  const died = new Promise<never>((_resolve, reject) => (reportDeath = reject));
  died.catch(() => undefined);
  const start = (): { process: RunningProcess; url: Promise<string> } => {
    const process = launchHost(order);
    const url = process.line(/Host is up on (\S+)/).then((match) => match[1] ?? "");
    url.catch(() => undefined);
    void process.ended.then(({ code, lastWords }) => {
      if (doomed.has(process)) return;
      reportDeath(new Error(`The app's host ended by itself (${String(code)}).\n${lastWords}`));
    });
    return { process, url };
  };
  const end = async (): Promise<void> => {
    doomed.add(running.process);
    await running.process.kill();
  };
  let running = start();
  const ask: App["ask"] = async (method, path, sent) =>
    exchange(new URL(path, await running.url), method, sent);
  return {
    ...operatorOf(ask),
    died,
    isUp: async () => void (await running.url),
    kills: () => kills,
    restarts: () => restarts,
    ask,
    async kill(whileDead) {
      kills += 1;
      await end();
      await whileDead?.();
      running = start();
      restarts += 1;
    },
    stop: end,
  };
}

function operatorOf(ask: App["ask"]): Operator {
  const instance = (id: string, verb = ""): string =>
    `/runtime/webhooks/durabletask/instances/${id}${verb}?code=${keys.LOCAL_HOST_DURABLE_KEY}`;
  const must = async (method: "GET" | "POST", path: string): Promise<string> => {
    const { status, text } = await ask(method, path);
    if (status !== 200 && status !== 202)
      throw new Error(`${method} ${path} was answered ${status}: ${text}`);
    return text;
  };
  return {
    async restartMidTurn(id, spared) {
      const asked = new URLSearchParams({ midTurn: id, spare: String(spared) });
      await must("POST", `/admin/host/restart?${String(asked)}&code=${keys.LOCAL_HOST_MASTER_KEY}`);
    },
    terminate: async (id) => void (await must("POST", `${instance(id, "/terminate")}&reason=by+hand`)),
    runtimeStatus: async (id) =>
      (JSON.parse(await must("GET", instance(id))) as { runtimeStatus: string }).runtimeStatus,
  };
}

function launchHost(order: AppOrder): RunningProcess {
  const { project, folder, folders, clockPort, environment, earlyTimers } = order;
  const options = [
    ["--app", folders.app],
    ["--port", "0"],
    ["--state", folders.state],
    ["--clock", `127.0.0.1:${clockPort}`],
    ["--mode", "strict"],
    // the replay gate's histories are read from it
    ["--keep-journal"],
    earlyTimers ? ["--early-timers"] : [],
  ].flat();
  return launch({
    name: "app's host",
    words: [join(project, "src/host.ts"), ...options],
    env: { ...environment, ...keys, PAIRS_FOLDER: pairsFolder },
    // as in a deployment, where the app's folder is the working directory
    cwd: folders.app,
    logFile: join(folder, "host.log"),
  });
}

/** A connection of its own for each question: one that is kept open could belong to a host that was killed. */
async function exchange(url: URL, method: string, sent?: Sent): Promise<Answer> {
  const body = sent === undefined ? "" : JSON.stringify(sent.body);
  const headers = {
    "x-functions-key": keys.LOCAL_HOST_FUNCTION_KEY,
    ...(sent === undefined
      ? {}
      : { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) }),
    ...sent?.headers,
  };
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
      response.on("error", reject);
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
