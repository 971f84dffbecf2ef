import type { Color } from "../../domain/environment/pair.ts";
import { readGate } from "../activities/gates.ts";
import type { GateAnswer } from "../../domain/swap/lever.ts";
import type { Story } from "../durable.ts";
import { pause } from "../inbox.ts";
import { nowOf, pairRefOf, type Run } from "../run.ts";
import { call, sleep, whileHeld } from "../waiting.ts";

const openMinutes = 10;

/**
 * Without an open gate on the candidate there is no lever, and edges would not take it for healthy. It must know the
 * present epoch: one that cannot read the pair record stays open for ever. A person is asked, for the cluster is good.
 */
export function* confirmGate(run: Run, color: Color, isShared = false): Story<void> {
  let deadline = nowOf(run).getTime() + openMinutes * 60_000;
  for (;;) {
    const gate = yield* call(run, readGate, { ...pairRefOf(run), color });
    const lack = lackOf(gate, { color, epoch: run.input.epoch });
    // behind a preview that both share, either gate answers: the guard of the swap asks Front Door's own probes then
    if (lack === undefined || (isShared && gate.kind === "unreachable")) return;
    if (nowOf(run).getTime() > deadline) {
      pause(run, `the gate of ${color} is ${lack}; mend it, then resume looks again`);
      yield* whileHeld(run);
      deadline = nowOf(run).getTime() + openMinutes * 60_000;
    }
    yield* sleep(run, 60);
  }
}

function lackOf(gate: GateAnswer, wanted: { color: Color; epoch: number }): string | undefined {
  switch (gate.kind) {
    case "open":
      if (gate.color !== wanted.color) return `that of ${gate.color}`;
      return gate.epoch === wanted.epoch
        ? undefined
        : `at epoch ${gate.epoch} instead of ${wanted.epoch}, so it does not read the pair record (its log tells why; without a federated credential for this cluster's issuer it cannot sign in)`;
    case "closed":
    case "unhealthy":
      return gate.kind;
    case "noGate":
      return `not there: ${gate.said} (roll out infra/gate on that cluster)`;
    case "unreachable":
      return `unreachable: ${gate.why}`;
    default:
      return gate satisfies never;
  }
}
