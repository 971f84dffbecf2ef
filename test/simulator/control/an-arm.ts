import { createServer } from "node:http";
import { onTestFinished } from "vitest";
import { createActivityLog } from "../../../src/simulator/arm/activity-log.ts";
import { createArmFront } from "../../../src/simulator/arm/front.ts";
import { createOperations } from "../../../src/simulator/arm/long-running.ts";
import type { MovableAgenda } from "../../../src/simulator/clock/agenda.ts";
import { createAgenda } from "../../../src/simulator/clock/agenda.ts";
import { drawsOf } from "../../../src/simulator/clock/draws.ts";
import { createFaultBook } from "../../../src/simulator/faults/fault-book.ts";
import { createControlPlane } from "../../../src/simulator/front-door/control-plane.ts";
import { createClassicControlPlane } from "../../../src/simulator/front-door-classic/control-plane.ts";
import { closeServer, listen } from "../../../src/simulator/front-door/listen.ts";
import type { ArmLedger, Fault } from "../../../src/simulator/joints.ts";
import { aSeed } from "../data/a-cloud.ts";

export interface Arm {
  readonly agenda: MovableAgenda;
  ask(method: string, path: string, body?: unknown): Promise<Answered>;
  addFault(fault: Fault): void;
  ledger(): ArmLedger;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

const minuteMs = 60_000;

/** management.azure.com over plain HTTP with Front Door's control plane behind it, on a hand-moved clock. */
export async function useArm(seed = aSeed): Promise<Arm> {
  const agenda = createAgenda(Date.parse(seed.startsAt));
  const [draw, faults, activityLog] = [
    drawsOf(1),
    createFaultBook(() => agenda.now()),
    createActivityLog(agenda),
  ];
  const operations = createOperations({ agenda, draw, faults, location: seed.location });
  const front = createArmFront({
    agenda,
    faults,
    activityLog,
    caller: "id-shop",
    heldBy: () => undefined,
  });
  const create = seed.layout === "classic" ? createClassicControlPlane : createControlPlane;
  const frontDoor = create({
    agenda,
    draw,
    seed,
    operations,
    onRollout: () => undefined,
    recordActivity: (activity) => activityLog.write(activity),
  });
  for (const provider of [operations, activityLog.provider, frontDoor.provider]) front.addProvider(provider);
  const server = createServer(front.listener);
  const base = `http://127.0.0.1:${await listen(server)}`;
  onTestFinished(() => closeServer(server));
  return {
    agenda,
    async ask(method, path, body) {
      const url = new URL(`${base}${path}`);
      if (!url.searchParams.has("api-version")) url.searchParams.set("api-version", "2024-02-01");
      const answer = await fetch(url, {
        method,
        headers: { authorization: "Bearer a-token", "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, body: text === "" ? null : JSON.parse(text) };
    },
    addFault(fault) {
      faults.add(fault);
      frontDoor.addFault(fault);
    },
    ledger: () => front.ledger(),
  };
}

export const passMinutes = ({ agenda }: Arm, minutes: number): boolean =>
  agenda.advanceTo(agenda.now() + minutes * minuteMs);
