import type { PipelineRequest } from "@azure/core-rest-pipeline";
import { createOperations } from "../../../src/simulator/arm/long-running.ts";
import { drawsOf } from "../../../src/simulator/clock/draws.ts";
import { createFaultBook } from "../../../src/simulator/faults/fault-book.ts";
import type { Agenda } from "../../../src/simulator/joints.ts";
import type { ScriptedAnswer } from "../../support/scripted-arm.ts";

/** One operation of the simulated Azure, as it is met on the wire. */
export interface AzureSide {
  /** What the write is answered with, and where its end is seen. */
  readonly begun: Readonly<Record<string, string>>;
  readonly endsAtMs: number;
  readonly polls: () => number;
  /** Answers a status URL. */
  answer(request: PipelineRequest): ScriptedAnswer;
}

export const clusterId =
  "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/green";

const medianSeconds = 300;
/** As the simulator draws every duration: log-logistic, close to log-normal with a heavier tail. */
const spread = 0.25;
const longest = 4;

/** The same seed and number: the same length, whoever polls. */
export function beginOperation(agenda: Agenda, seed: string, nth: number): AzureSide {
  const draw = drawsOf(Number(seed));
  const chance = Math.min(Math.max(draw("length", `${nth}`), 0.001), 0.999);
  const factor = Math.min((chance / (1 - chance)) ** spread, longest);
  const durationMs = Math.round(medianSeconds * factor * 1000);
  const faults = createFaultBook(() => agenda.now());
  const book = createOperations({ agenda, draw, faults, location: "westeurope" });
  const begun = book.begin({
    provider: "Microsoft.ContainerService",
    operationId: "ManagedClusters_CreateOrUpdate",
    resourceId: clusterId,
    durationMs,
    succeed: () => undefined,
    fail: () => undefined,
  });
  let polls = 0;
  return {
    begun,
    endsAtMs: agenda.now() + durationMs,
    polls: () => polls,
    answer: ({ url, method }) => {
      polls += 1;
      const { pathname, searchParams } = new URL(url);
      const request = { method, path: pathname, query: searchParams, headers: {}, body: undefined };
      const found = book.find(request as unknown as Parameters<typeof book.find>[0]);
      if (found === undefined) throw new Error(`nothing is at ${url}`);
      return found.answer() as ScriptedAnswer;
    },
  };
}
