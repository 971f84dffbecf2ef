import { otherColor, type Color } from "../../src/domain/environment/pair.ts";
import type { Evidence } from "../../src/domain/evidence/evidence.ts";
import type { MoveFacts } from "../../src/domain/guards/move-users.ts";
import type { StopFacts } from "../../src/domain/guards/stop.ts";
import type { TakeBackFacts } from "../../src/domain/guards/take-back.ts";
import type { VerdictKind } from "../../src/domain/probing/verdict.ts";
import type { GateAnswer, WayBackEvidence } from "../../src/domain/swap/lever.ts";
import type { WayBackSeen } from "../../src/domain/swap/way-back.ts";
import type { Scene } from "./rules.ts";
import { candidateOf, isRunning, isWell, previousOf, watchOf, type Age, type World } from "./world.ts";

/** Stands for whatever moment it is. */
export const moment = "2026-01-02T00:00:00.000Z";

/** Older than any decision takes. */
const longAgo = "2026-01-01T00:00:00.000Z";

/** What is known, as a guard reads it. */
const evidence = <Fact>(age: Age, fact: Fact): Evidence<Fact> | null =>
  age === "missing" ? null : { fact, takenAt: age === "fresh" ? moment : longAgo };

/** The newest verdict on the candidate under traffic: the watch's, or, where none is modeled, what is true now. */
export function verdictSeen({ world, self, rules }: Scene): Evidence<VerdictKind> | null {
  if (!world.threats.watched) {
    const isHealthy = rules.isHealthy({ world, self, rules }, candidateOf(self));
    return evidence("fresh", isHealthy ? "healthy" : "unhealthy");
  }
  const watch = watchOf(world, self.id);
  if (watch === undefined || watch.saw === "nothing") return null;
  return evidence(watch.isFresh ? "fresh" : "expired", watch.saw);
}

export function moveFacts(scene: Scene): MoveFacts {
  const { world, self } = scene;
  const { proof, baseline, arrival } = self.known;
  return {
    router: world.router,
    candidate: candidateOf(self),
    proof: evidence(proof, "healthy"),
    baseline: evidence(baseline, "healthy"),
    verdict: verdictSeen(scene),
    arrival: evidence(arrival, true),
    gate: gateAnswer(world, candidateOf(self)),
    health: null,
    isEscape: isEscape(scene),
    now: moment,
  };
}

/** A rollback after completion that leaves a sick environment asks nothing of it. */
export const isEscape = ({ self }: Pick<Scene, "self">): boolean =>
  self.kind === "rollback" && self.known.baseline === "missing";

export const stopFacts = ({ world, self }: Scene, color: Color): StopFacts => ({
  color,
  router: world.router,
  quiet: evidence(self.known.quiet, "quiet"),
  expectsTraffic: true,
  now: moment,
});

/** What building on a cluster that runs is asked with: quiet is looked at in the same step. */
export const changeFacts = (scene: Scene, color: Color): StopFacts => ({
  ...stopFacts(scene, color),
  quiet: evidence("fresh", scene.rules.isQuiet(scene, color) ? "quiet" : "busy"),
});

/** What is seen of the way back. `told`: whether Front Door tells the health that it measured. */
function wayBackSeen(world: World, color: Color, told: boolean): WayBackSeen {
  const percentage = world.believedWell.includes(color) ? 100 : 0;
  const health = told ? { percentage, measuredAt: moment } : null;
  const own = evidence<VerdictKind>("fresh", isWell(world, color) ? "healthy" : "unhealthy");
  return { color, health, own, now: moment };
}

export const takeBackFacts = ({ world, self }: Scene, told: boolean): TakeBackFacts => ({
  ...wayBackSeen(world, previousOf(self), told),
  gate: gateAnswer(world, previousOf(self)),
  powerState: ({ absent: "absent", stopped: "Stopped", stopping: "Stopped", running: "Running" } as const)[
    world.clusters[previousOf(self)].power
  ],
});

/** What the lever's interlock is asked with. */
export const leverFacts = ({ world, self }: Scene, told: boolean): WayBackEvidence => {
  const color = otherColor(candidateOf(self));
  return {
    ...wayBackSeen(world, color, told),
    router: world.router,
    gate: gateAnswer(world, color),
    unanswered: 0,
  };
};

function gateAnswer(world: World, color: Color): GateAnswer {
  if (!isRunning(world, color)) return { kind: "unreachable", why: "it is stopped" };
  const known = { color, epoch: world.record?.epoch ?? 0 };
  if (world.closedGates.includes(color)) return { kind: "closed", ...known };
  return world.clusters[color].health === "sick"
    ? { kind: "unhealthy", ...known }
    : { kind: "open", ...known };
}
