import type { CommandMessage, Position } from "../../src/domain/upgrade/commands.ts";
import type { OperationHead } from "../../src/domain/upgrade/operation.ts";
import { operationIdOf, watchIdOf } from "../../src/domain/upgrade/pair-record.ts";
import type { WatchReport } from "../../src/domain/watch/report.ts";
import type { OrchestrationContext, Story } from "../../src/workflow/durable.ts";
import { OutsideError } from "../../src/workflow/errors.ts";
import type { WatchInput } from "../../src/workflow/orchestrators/watch.ts";
import { orchestrators } from "../../src/workflow/register.ts";
import { aCluster } from "../support/a-cluster.ts";
import { aPair } from "../support/a-pair.ts";
import { aRouter } from "../support/a-router.ts";
import { fakeAzure } from "../support/fake-azure.ts";
import { Stage, type StageOptions } from "../support/stage.ts";

export const watchedId = operationIdOf("shop", 1, "upgrade");
const minute = 60_000;
/** An outside that does not answer now. */
export const deaf = new OutsideError({
  reaction: "later",
  code: "ServiceUnavailable",
  message: "busy",
  resource: "everything",
  fix: "Wait.",
});

/** A watch beside a story that only listens. */
export function aWatch(options: Pick<StageOptions, "portsFor" | "operationsFor"> = {}, terms = {}) {
  const pair = aPair();
  const azure = fakeAzure(pair);
  azure.clusters.green = aCluster("green");
  azure.router = aRouter("green");
  const sent: { readonly message: CommandMessage; readonly atMs: number }[] = [];
  const started: { readonly id: string; readonly input: unknown; readonly atMs: number }[] = [];
  function* listening(context: OrchestrationContext): Story<void> {
    for (;;) yield context.df.waitForExternalEvent("command");
  }
  const stage = new Stage(azure.ports, undefined, {
    ...options,
    stories: { ...orchestrators, upgrade: listening, rollback: listening },
  });
  const own = { ...stage.operations };
  Object.assign(stage.operations, {
    send: async (to: never, message: CommandMessage) => {
      sent.push({ message, atMs: stage.nowMs });
      await own.send(to, message);
    },
    start: async (begun: never, input: unknown) => {
      started.push({ id: begun, input, atMs: stage.nowMs });
      await own.start(begun, input);
    },
  } satisfies Partial<Stage["operations"]>);
  const at = new Date(stage.nowMs).toISOString();
  const base = { epoch: 1, hold: null, closedGate: null, by: "t", reason: "t", at };
  azure.record = { record: { ...base, operationId: watchedId }, etag: "1" };
  const stand = (position: Position, outcome: OperationHead["outcome"] = null): void => {
    const move = { percent: 100, since: at };
    const head = {
      id: watchedId,
      pair: "shop",
      epoch: 1,
      position,
      outcome,
      move,
    } as unknown as OperationHead;
    azure.documents.set(watchedId, { head, journal: [] });
  };
  stand({ phase: "soaking" });
  const begun = stage.nowMs;
  const input: WatchInput = {
    owner: { pair: "shop", operationId: watchedId, epoch: 1 },
    ways: "watch",
    terms: {
      candidate: "green",
      policy: pair.verdict,
      baseline: null,
      allowedMs: 500,
      expectsTraffic: true,
      isEscape: false,
      ...terms,
    },
    memory: null,
  };
  const isAlive = own.start(watchedId, {});
  return {
    azure,
    stage,
    sent,
    started,
    stand,
    at: (minutes: number, act: () => void) => stage.at(begun + minutes * minute, act),
    minutesAt: (atMs: number | undefined) => ((atMs ?? Number.NaN) - begun) / minute,
    commands: () => sent.map(({ message, atMs }) => ({ ...message, atMs })),
    /** Nobody waits for its end. */
    begin: async () => stage.operations.startWatch(watchIdOf(watchedId), input),
    /** Watches until the operation has ended, so many minutes later. */
    until: async (minutes: number): Promise<WatchReport> => {
      await isAlive;
      stage.at(begun + minutes * minute, () => stand({ phase: "soaking" }, "completed"));
      return (await stage.run("watch", watchIdOf(watchedId), input)) as WatchReport;
    },
  };
}
