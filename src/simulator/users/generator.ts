/**
 * The pretend users, a process of their own so that no pause of the cloud hides a lost request. They speak plain HTTP
 * to the edges' ports, as a browser would over TLS, and never try again.
 */
import type { ClientRequest, IncomingMessage } from "node:http";
import { Agent, request } from "node:http";
import type { Ask, EdgeAddress, Outcome, UsersOrder, UsersReport } from "./wire.ts";
import { headersForUsers } from "./wire.ts";

const timeoutMs = 10_000;
/** Lanes ask one after another; every second one opens a new connection for each request. */
const lanesPerEdge = 4;
const keptAlive = new Agent({ keepAlive: true });
/** Each lane of each edge is one user, who like a browser brings back the cookies that were set. */
const cookies = new Map<string, string>();

process.on("message", (order: UsersOrder) => void follow(order));
process.on("disconnect", () => process.exit());

async function follow(order: UsersOrder): Promise<void> {
  switch (order.kind) {
    case "round": {
      const perEdge = await Promise.all(order.edges.map((edge) => askEdge(edge, order.requestsPerEdge)));
      return tell({ kind: "roundEnded", outcomes: perEdge.flat() });
    }
    case "slow": {
      const { id, host, edge } = order;
      // On a connection of its own, and without a timeout: it waits for virtual time.
      const slow = { host, path: `/slow?id=${id}`, user: "slow", agent: false, timeoutMs: 0 } as const;
      const outcome = await ask(edge, slow);
      return tell({ kind: "slowEnded", id, outcome });
    }
    default:
      return order satisfies never;
  }
}

const tell = (report: UsersReport): void => void process.send?.(report);

async function askEdge(
  edge: EdgeAddress & { readonly asks: readonly Ask[] },
  requestsPerEdge: number,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const walkLane = async (lane: number) => {
    const agent = lane % 2 === 0 ? keptAlive : false;
    for (let nth = lane; nth < requestsPerEdge; nth += lanesPerEdge) {
      const wanted = edge.asks[Math.floor(nth / lanesPerEdge) % edge.asks.length];
      if (wanted !== undefined)
        outcomes[nth] = await ask(edge, { ...wanted, user: `lane-${lane}`, agent, timeoutMs });
    }
  };
  await Promise.all(Array.from({ length: lanesPerEdge }, (_, lane) => walkLane(lane)));
  return outcomes;
}

interface AskAs extends Ask {
  readonly user: string;
  readonly agent: Agent | false;
  readonly timeoutMs: number;
}

function ask(edge: EdgeAddress, { host, path, user, agent, timeoutMs: timeout }: AskAs): Promise<Outcome> {
  const jar = `${edge.name}/${user}`;
  const cookie = cookies.get(jar);
  const none = { edge: edge.name, color: null, status: 0, isSick: false };
  return new Promise((resolve) => {
    const asked: ClientRequest = request({
      host: "127.0.0.1",
      port: edge.port,
      path,
      agent,
      timeout,
      headers: { host, [headersForUsers.asks]: user, ...(cookie === undefined ? {} : { cookie }) },
    });
    asked.on("response", (answer) => {
      const set = answer.headers["set-cookie"]?.[0]?.split(";", 1)[0];
      if (set !== undefined) cookies.set(jar, set);
      answer.resume();
      answer.on("close", () => resolve(judge(edge, answer)));
    });
    asked.on("timeout", () => asked.destroy(new Error("timeout")));
    asked.on("error", (error) => resolve({ ...none, cause: causeOf(error) }));
    asked.end();
  });
}

/** Good is a whole 200 that names the environment; anything else failed for this user. */
function judge(edge: EdgeAddress, answer: IncomingMessage): Outcome {
  const { statusCode = 0, headers, complete } = answer;
  const color = headers["x-environment"] ?? headers[headersForUsers.color];
  const cause = () => {
    if (!complete) return "reset";
    if (statusCode !== 200) return String(headers[headersForUsers.cause] ?? `status ${statusCode}`);
    return headers["x-environment"] === undefined ? "no x-environment" : null;
  };
  return {
    edge: edge.name,
    color: color === "blue" || color === "green" ? color : null,
    status: statusCode,
    cause: cause(),
    isSick: headers[headersForUsers.sick] !== undefined,
  };
}

function causeOf(error: Error & { code?: string }): string {
  if (error.message === "timeout") return "timeout";
  if (error.code === "ECONNREFUSED") return "refused";
  return error.code === "ECONNRESET" || error.code === "EPIPE" ? "reset" : (error.code ?? error.message);
}
