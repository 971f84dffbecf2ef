import { HttpRequest, InvocationContext } from "@azure/functions";
import { describe, expect, test } from "vitest";
import { operationIdOf } from "../../src/domain/upgrade/pair-record.ts";
import type { Question } from "../../src/triggers/http/answer.ts";
import { asClaimed } from "../../src/triggers/http/claimed-pair.ts";
import { postCommand, postUpgrade } from "../../src/triggers/http/orders.ts";
import { ProblemError } from "../../src/triggers/http/problem.ts";
import { getOperations, getPair, getPairs } from "../../src/triggers/http/questions.ts";
import type { BrokenPair, Operations, Ports } from "../../src/workflow/ports.ts";
import { aPair } from "../support/a-pair.ts";
import { fakeAzure, type FakeAzure } from "../support/fake-azure.ts";

const id = operationIdOf("shop", 7, "upgrade");
const news: BrokenPair = {
  file: "news.json",
  name: "news",
  reasons: ["soakMinutes: is a text. Fix: say a number.", "name: is missing. Fix: name it."],
};

/** What there is when the file of `shop` has broken since it was deployed last. */
function world(): { azure: FakeAzure; ports: Ports; sent: string[] } {
  const azure = fakeAzure(aPair());
  const broken = [{ ...news, file: "shop.json", name: "shop" }, news];
  const pairs = { list: () => [aPair({ name: "mail" })], find: () => undefined, broken: () => broken };
  return { azure, ports: { ...azure.ports, pairs }, sent: [] };
}

function ask(
  { ports, sent }: { ports: Ports; sent: string[] },
  question: Question,
  wish: { pair?: string; body?: string; query?: Record<string, string> } = {},
) {
  const nothing = async () => undefined;
  const operations: Operations = {
    start: async (started) => void sent.push(`start ${started}`),
    startVersionCheck: nothing,
    startWatch: nothing,
    terminate: nothing,
    send: async (to, message) => void sent.push(`${"command" in message ? message.command : ""} ${to}`),
    instance: async () => ({ runtimeStatus: "running", input: null, customStatus: null }),
  };
  const request = new HttpRequest({
    url: "https://app/api",
    method: wish.body === undefined ? "GET" : "POST",
    params: { pair: wish.pair ?? "shop" },
    query: wish.query ?? {},
    ...(wish.body === undefined ? {} : { body: { string: wish.body } }),
  });
  return question({ doors: { ports, operations }, request, context: new InvocationContext() });
}

async function problemOf(asked: Promise<unknown>) {
  const error: unknown = await asked.catch((thrown: unknown) => thrown);
  if (!(error instanceof ProblemError)) throw new Error("there was no problem");
  return error.problem;
}

const bodyOf = async (asked: ReturnType<Question>): Promise<unknown> =>
  JSON.parse((await asked).body as string);
const reason = JSON.stringify({ reason: "it is time" });

/** An operation of `shop` runs, with the pair that it claimed. */
async function running({ azure }: { azure: FakeAzure }): Promise<void> {
  const at = "2026-11-05T09:00:00.000Z";
  const record = { epoch: 7, operationId: id, hold: null, closedGate: null, by: "t", reason: "t", at };
  azure.record = { etag: "1", record };
  await azure.ports.claimed.keep(id, aPair());
}

describe("a pair whose file cannot be used", () => {
  test("is listed with its file and every reason, beside the pairs that go on", async () => {
    expect(await bodyOf(ask(world(), getPairs))).toMatchObject({
      pairs: [{ name: "mail", operationId: null, hold: null }],
      broken: [{ file: "shop.json", name: "shop" }, news],
      notices: [],
    });
  });

  test.for([
    ["GET", getPair, undefined],
    ["an upgrade", postUpgrade, reason],
    ["an abort", asClaimed(postCommand("abort")), reason],
  ] as const)("answers %s with what is wrong and what to do", async ([, question, body], { expect }) => {
    const wish = body === undefined ? { pair: "news" } : { pair: "news", body };
    expect(await problemOf(ask(world(), question, wish))).toEqual({
      status: 409,
      code: "PAIR_BROKEN",
      title: "The pair's file cannot be used",
      detail:
        "news.json: soakMinutes: is a text. Fix: say a number. news.json: name: is missing. Fix: name it.",
      resource: "pair news",
      fix: "Correct news.json; npm run validate tells when nothing is wrong. Then deploy.",
    });
  });
});

describe("while an operation owns a pair whose file broke", () => {
  test("it is watched and commanded as it was claimed", async () => {
    const there = world();
    await running(there);
    expect(await bodyOf(ask(there, asClaimed(getPair)))).toMatchObject({ name: "shop", active: "blue" });
    expect((await ask(there, asClaimed(postCommand("abort")), { body: reason })).status).toBe(202);
    expect(there.sent).toEqual([`abort ${id}`]);
  });

  test("nothing new begins", async () => {
    const there = world();
    await running(there);
    expect(await problemOf(ask(there, postUpgrade, { body: reason }))).toMatchObject({ code: "PAIR_BROKEN" });
    expect(there.sent).toEqual([]);
  });

  test("a file that was taken away is no reason to lose the operation either", async () => {
    const there = world();
    await running(there);
    const ports = { ...there.ports, pairs: { ...there.ports.pairs, broken: () => [] } };
    expect(await bodyOf(ask({ ...there, ports }, asClaimed(getPair)))).toMatchObject({ name: "shop" });
  });

  test("a name that no pair can have is looked for nowhere", async () => {
    const there = world();
    const records = {
      ...there.ports.records,
      read: async () => Promise.reject(new Error("it was looked for")),
    };
    const asked = ask({ ...there, ports: { ...there.ports, records } }, asClaimed(getPair), {
      pair: "../shop",
    });
    expect(await problemOf(asked)).toMatchObject({ status: 404, code: "PAIR_UNKNOWN" });
  });
});

describe("operations come by page", () => {
  const withOperations = async (count: number) => {
    const azure = fakeAzure(aPair());
    for (let epoch = 1; epoch <= count; epoch += 1)
      await azure.ports.journals.append("shop", headOf(epoch), []);
    return { ports: azure.ports, sent: [] };
  };
  const headOf = (epoch: number) =>
    ({
      id: operationIdOf("shop", epoch, "upgrade"),
      pair: "shop",
      kind: "upgrade",
      position: { phase: "planning" },
      why: null,
      outcome: null,
      active: null,
      candidate: null,
      epoch,
      startedAt: "2026-11-05T09:00:00.000Z",
      versions: { from: null, target: null, hops: [] },
      verdicts: [],
      traffic: null,
      wayBack: null,
      rollouts: { written: 0, spreading: 0 },
      frozenSince: null,
      move: null,
      allowed: [],
    }) as const;
  const page = async (there: { ports: Ports; sent: string[] }, query: Record<string, string>) =>
    (await bodyOf(ask(there, getOperations, { query }))) as {
      operations: { id: string }[];
      next: string | null;
    };

  test("fifty of them, newest first, with a link to the older ones until there are none", async () => {
    const there = await withOperations(53);
    const first = await page(there, {});
    expect([first.operations.length, first.operations[0]?.id]).toEqual([50, "shop-53-upgrade"]);
    expect(first.next).toBe("/api/pairs/shop/operations?before=shop-4-upgrade");
    const second = await page(there, { before: "shop-4-upgrade" });
    expect(second.operations.map((one) => one.id)).toEqual([3, 2, 1].map((epoch) => `shop-${epoch}-upgrade`));
    expect(second.next).toBeNull();
  });

  test.for(["7", "web-7-upgrade", "shop-7-upgrade/..", ""])(
    "a page before %j is refused",
    async (before, { expect }) => {
      expect(await problemOf(page(await withOperations(1), { before }))).toMatchObject({
        status: 400,
        code: "MALFORMED_QUERY",
      });
    },
  );
});
