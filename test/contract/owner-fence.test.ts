import { withChange } from "../../src/domain/swap/protocol.ts";
import { describe, expect, test } from "vitest";
import { colors } from "../../src/domain/environment/pair.ts";
import { operationIdOf, type PairRecord } from "../../src/domain/upgrade/pair-record.ts";
import type { Operations, Ports } from "../../src/workflow/ports.ts";
import { stepAnswer, steps } from "../../src/workflow/register.ts";
import { aCluster } from "../support/a-cluster.ts";
import { aPair } from "../support/a-pair.ts";
import { fakeAzure, type FakeAzure } from "../support/fake-azure.ts";

const at = "2026-11-05T12:00:00.000Z";
const us = { pair: "shop", operationId: operationIdOf("shop", 7, "upgrade"), epoch: 7 };

const recordOf = (changes: Partial<PairRecord> = {}): PairRecord => ({
  epoch: us.epoch,
  operationId: us.operationId,
  hold: null,
  closedGate: null,
  by: "tester",
  reason: "a fence",
  at,
  ...changes,
});

/** Every way that somebody who does not own the pair may find its record. */
const foreign: readonly (readonly [string, PairRecord | undefined])[] = [
  ["a later operation", recordOf({ epoch: 8, operationId: operationIdOf("shop", 8, "rollback") })],
  ["our own name under a later epoch", recordOf({ epoch: 8 })],
  ["another name under our epoch", recordOf({ operationId: operationIdOf("shop", 7, "rollback") })],
  ["nobody", recordOf({ operationId: null })],
  ["nothing, for there is no record", undefined],
];

/** Methods of the ports that change something; what an operation tells of itself, under its own name, harms nobody. */
const writing =
  /^(clusters\.begin|router\.begin$|deployer\.begin$|addresses\.write$|identities\.(write|remove)$|records\.write$)/;

interface Called {
  readonly name: string;
  readonly begunAt: number;
  endedAt: number;
}

/** The ports with every call noted, when it began and when it had an answer. The record takes its time. */
function noted(ports: Ports): { ports: Ports; calls: Called[] } {
  const calls: Called[] = [];
  let moment = 0;
  const spied = Object.entries(ports).map(([door, methods]) => {
    const proxied = new Proxy(methods as Record<string, (...given: unknown[]) => unknown>, {
      get:
        (target, method: string) =>
        async (...given: unknown[]) => {
          const call = {
            name: `${door}.${method}`,
            begunAt: (moment += 1),
            endedAt: Number.POSITIVE_INFINITY,
          };
          calls.push(call);
          if (call.name === "records.read") await severalTurns();
          try {
            return await target[method]?.(...given);
          } finally {
            call.endedAt = moment += 1;
          }
        },
    });
    // what answers at once stays as it is
    return [door, door === "pairs" ? methods : proxied] as const;
  });
  return { ports: Object.fromEntries(spied) as unknown as Ports, calls };
}

const severalTurns = async (): Promise<void> => {
  for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
};

const doors: Operations = {
  start: async () => undefined,
  startWatch: async () => undefined,
  startVersionCheck: async () => undefined,
  send: async () => undefined,
  terminate: async () => undefined,
  instance: async () => undefined,
};

const healthy = { fact: "healthy", takenAt: at } as const;

const identityId = "an identity";
const credential = { name: "orders", subject: "account:orders", audiences: [] };
/** Of each color there is one credential, and the other color's twin of it is missing. */
const identities = colors.map((color) => ({
  id: color === "green" ? identityId : "another identity",
  credentials: [{ ...credential, issuer: `https://issuer.example/${color}` }],
}));

/** Everything that any step asks for; each takes what it knows. */
const inputs = colors.flatMap((color) =>
  (["stage", "prepare", "swap", "share", "retire", "rollBack"] as const).map((step) => ({
    ...us,
    owner: us,
    by: "tester",
    reason: "a fence",
    deadOwner: null,
    kind: "upgrade",
    outcome: "completed",
    color,
    from: color === "blue" ? "green" : "blue",
    to: color,
    candidate: color,
    version: "1.36.4",
    pool: "system",
    tags: { touched: "yes" },
    address: "203.0.113.7",
    twins: [{ ...credential, issuer: "https://issuer.example/green", identityId }],
    change: { step, candidate: color, percent: 100 },
    evidence: { proof: healthy, baseline: healthy, verdict: healthy, arrival: { fact: true, takenAt: at } },
    wayBack: healthy,
    isEscape: false,
    known: null,
    unanswered: 0,
    expectsTraffic: false,
    ways: "all",
    asksMetrics: false,
    since: at,
    minutes: 5,
    handle: { resourceId: "nothing" },
    content: aPair(),
    command: { command: "rollBack", id: "c", by: "watch", reason: "sick" },
    isDead: false,
    at,
  })),
);

/** Different days: what the rightful owner may do on none of them proves nothing about the fence. */
const days: Readonly<Record<string, (azure: FakeAzure) => void>> = {
  "green was never built": () => undefined,
  "green is stopped": (azure) => void (azure.clusters.green = aCluster("green", { powerState: "Stopped" })),
  "green runs, and users are on blue": (azure) => void (azure.clusters.green = aCluster("green")),
  "users are on green, and blue stands by": (azure) => {
    azure.clusters.green = aCluster("green");
    azure.router = (["stage", "swap"] as const).reduce(
      (router, step) => withChange(router, { step, candidate: "green", percent: 100 }),
      azure.router,
    );
  },
  "capacity is held, and green's gate is closed": (azure) => {
    azure.clusters.green = aCluster("green");
    azure.held.add("blue");
    azure.held.add("green");
    if (azure.record !== undefined)
      azure.record = { ...azure.record, record: { ...azure.record.record, closedGate: "green" } };
  },
};

async function run(
  step: (typeof steps)[number],
  input: object,
  world: { day: string; record: PairRecord | undefined },
) {
  const azure = fakeAzure(aPair());
  azure.record = world.record === undefined ? undefined : { etag: "1", record: world.record };
  azure.identities = identities;
  days[world.day]?.(azure);
  const { ports, calls } = noted(azure.ports);
  const answer = await stepAnswer(step, { ports, input, operations: doors });
  // whatever was begun and not waited for comes to its end, too
  await severalTurns();
  await severalTurns();
  return { answer, calls, writes: calls.filter(({ name }) => writing.test(name)) };
}

/** These two go by the name in the record: whoever finds nobody there may claim, and our own name may be released. */
const goByName: Readonly<Record<string, (record: PairRecord | undefined) => boolean>> = {
  claimPair: (record) => (record?.operationId ?? null) === null,
  releasePair: (record) => record?.operationId === us.operationId,
};

describe("whoever does not own the pair writes nothing", () => {
  describe.for(foreign)("while the record names %s", ([, record]) => {
    const barred = steps.filter(({ name }) => goByName[name]?.(record) !== true);
    test.for(barred)("$name", async (step, { expect }) => {
      for (const day of Object.keys(days)) {
        for (const input of inputs) {
          const { writes } = await run(step, input, { day, record });
          expect(writes.map(({ name }) => name)).toEqual([]);
        }
      }
    });
  });
});

/** Told by the steps themselves: which refuse whoever is not the owner. */
const refusing = new Set<string>();
for (const step of steps) {
  const [input = {}] = inputs;
  const { answer } = await run(step, input, { day: "green was never built", record: foreign[0]?.[1] });
  if (answer.kind === "trouble" && answer.trouble.code === "SUPERSEDED") refusing.add(step.name);
}

describe("the rightful owner's writes come after the record has been read, never beside it", () => {
  test("every step that begins, writes, removes, closes or opens something is behind the fence", () => {
    const named = steps
      .map(({ name }) => name)
      .filter((name) => /^(begin|write|remove|close|open)/.test(name));
    expect([...refusing].toSorted()).toEqual(named.toSorted());
  });

  test.for([...refusing])("%s", async (name, { expect }) => {
    const step = steps.find((one) => one.name === name);
    let seen = 0;
    for (const day of Object.keys(days)) {
      for (const input of inputs) {
        if (step === undefined) continue;
        const { calls, writes } = await run(step, input, { day, record: recordOf() });
        const read = calls.find((call) => call.name === "records.read");
        for (const write of writes)
          expect(write.begunAt).toBeGreaterThan(read?.endedAt ?? Number.POSITIVE_INFINITY);
        seen += writes.length;
      }
    }
    expect(seen, "on none of the days it writes anything, so nothing is proven: add a day").toBeGreaterThan(
      0,
    );
  });
});
