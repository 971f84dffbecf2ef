import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mortalHost, type MortalHost } from "./chaos-host.ts";
import { drawOrders, oddAnswer, type Order } from "./odd-orders.ts";

interface OddResult {
  /** What is not as it should be, by the order that it followed upon. */
  readonly wrong: readonly string[];
  readonly orders: number;
}

/** So many are given at once: what one does must not harm another for good. */
const atOnce = 25;

/** Long enough for an instance that ends the app's process to be set aside. */
const longestMs = 60_000;

const code = "code=chaos";
const instances = "/runtime/webhooks/durabletask/instances";
const starts = "/runtime/webhooks/durabletask/orchestrators";

/** Gives the app one odd order after the other and sees whether its host still does its work. */
export async function runOdd({ seed, count }: { seed: number; count: number }): Promise<OddResult> {
  const stateFolder = mkdtempSync(join(tmpdir(), "odd-"));
  const host = mortalHost(stateFolder, "odd");
  await host.start();
  const orders = drawOrders(seed, count);
  const wrong: string[] = [];
  try {
    for (let from = 0; from < count && wrong.length === 0; from += atOnce) {
      const batch = orders.slice(from, from + atOnce);
      await Promise.all(batch.map(async (order, place) => give(host, order, `odd-${from + place}`)));
      wrong.push(...(await complaints(host, `after ${from}`)).map((what) => `${what} ${told(batch)}`));
    }
    await host.kill();
    await host.start();
    wrong.push(...(await complaints(host, "restarted")));
  } finally {
    await host.kill();
    rmSync(stateFolder, { recursive: true, force: true });
  }
  return { wrong, orders: count };
}

const told = (batch: readonly Order[]): string => JSON.stringify(batch);

async function give(host: MortalHost, order: Order, id: string): Promise<void> {
  const { site, ...rest } = order;
  const query = encodeURIComponent(JSON.stringify(rest));
  switch (site) {
    case "handler":
      return await answered(host, host.ask("POST", "/api/odd", rest));
    case "preInvocation":
    case "postInvocation":
      return await answered(host, host.ask("POST", `/api/fine?${site}=${query}`, {}));
    case "bare":
      return await answered(host, host.ask("POST", `${starts}/bare/${id}?${code}`, rest));
    case "answer": {
      const path = `${starts}/asksOutside/${id}?${code}`;
      return await answered(host, host.ask("POST", path, { path: oddAnswer(order.value) }));
    }
    case "orchestrator":
    case "activity":
    case "entity":
      return await answered(host, host.ask("POST", `${starts}/odd/${id}?${code}`, order));
    default:
      site satisfies never;
  }
}

/** However it was answered; a host that has gone answers nothing. */
async function answered(host: MortalHost, answer: Promise<unknown>): Promise<void> {
  const timeout = AbortSignal.timeout(longestMs);
  const gone = new Promise<void>((resolve) => {
    timeout.addEventListener("abort", () => resolve());
  });
  await Promise.race([answer, gone]);
  if (timeout.aborted) throw new Error(`Nothing was answered. ${host.lastWords.join(" ")}`);
}

/** A host that still does its work runs an orchestration to its end. */
async function complaints(host: MortalHost, id: string): Promise<readonly string[]> {
  if (host.lastWords.length > 0) return [`The host has ended: ${host.lastWords.join(" ")}`];
  const own = `well-${id.replace(" ", "-")}`;
  const work = async (): Promise<void> => {
    for (let status = "Failed"; status !== "Completed";) {
      // another's end may have taken its activity along
      if (status === "Failed") await host.ask("POST", `${starts}/well/${own}?${code}`, {});
      await new Promise((resolve) => setTimeout(resolve, 20));
      const { json } = await host.ask("GET", `${instances}/${own}?${code}`);
      status = (json as { runtimeStatus?: string } | undefined)?.runtimeStatus ?? "";
    }
  };
  return await answered(host, work()).then(
    () => [],
    (error: unknown) => [`${own} has not ended. ${String(error)}`],
  );
}
