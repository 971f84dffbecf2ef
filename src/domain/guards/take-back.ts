import type { GateAnswer } from "../swap/lever.ts";
import { wellnessOf, type WayBackSeen } from "../swap/way-back.ts";
import { go, notYet, type GuardAnswer } from "./guard.ts";

export interface TakeBackFacts extends WayBackSeen {
  /** Of its cluster; null: it could not be read, which is no objection, for our looks speak for it. */
  readonly powerState: "Running" | "Stopped" | "absent" | null;
  /** Of the gate there; null: it could not be asked. */
  readonly gate: GateAnswer | null;
}

/** Whether the route may lead users back to an environment: it runs, and somebody has seen it well just now. */
export function mayTakeBack(facts: TakeBackFacts): GuardAnswer {
  const { color, powerState, gate } = facts;
  if (powerState === "Stopped" || powerState === "absent")
    return notYet(`the ${color} cluster is ${powerState === "Stopped" ? "stopped" : "absent"}`);
  // no answer is nobody's word against it, but 503 is its own
  if (gate?.kind === "unhealthy" || gate?.kind === "closed")
    return notYet(`the gate of ${color} answers ${gate.kind}`);
  const seen = wellnessOf(facts);
  return seen.kind === "well" ? go : notYet(seen.why);
}
