import type { Invariant, Moment } from "./invariants.ts";
import { isSameRouter } from "./world-key.ts";
import { candidateOf, isWell, watchOf, type Operation, type Watch, type World } from "./world.ts";

/** What is acted on has been seen, and no wait, pause, halt or freeze has outlived it. Asked of what is known, not of the rules. */
export const evidenceInvariants: readonly Invariant[] = [
  {
    name: "evidence of the proof",
    says: "users are moved only on a young proof of the candidate, and from a side that was just seen well",
    allows: ({ before, move }) => {
      if (move.step !== "swap") return true;
      const self = actorOf(before, move);
      if (self === undefined || !hasSent(before, move.world)) return true;
      return self.known.proof === "fresh" && (self.known.baseline === "fresh" || self.kind === "rollback");
    },
  },
  {
    name: "evidence of a share",
    says: "a share rises only on a young, good verdict under the share before it",
    allows: (moment) => sentBy("share", moment).every((self) => isSeenWell(moment.before, self)),
  },
  {
    name: "I13",
    says: "the soak ends, and the way back is taken out, only on a young, good verdict on the candidate",
    allows: (moment) =>
      [...sentBy("retire", moment), ...endingSoak(moment)].every(
        (self) => isEscaping(self) || isSeenWell(moment.before, self),
      ),
  },
  {
    name: "evidence of arrival",
    says: "the way back is taken out only while all users were just seen at the candidate",
    allows: (moment) => sentBy("retire", moment).every((self) => self.known.arrival === "fresh"),
  },
  {
    name: "evidence of quiet",
    says: "a cluster is stopped only while it was just seen quiet",
    allows: (moment) =>
      (["stopPrevious", "stopCandidate", "stopAborted"] as const).every((step) =>
        sentBy(step, moment).every((self) => self.known.quiet === "fresh"),
      ),
  },
  {
    name: "evidence of the watch",
    says: "the watch calls well only what it has just seen well",
    allows: ({ before, move }) =>
      move.by !== "watch" ||
      move.world.watches.every(
        (watch) =>
          !isCalledWell(watch) || isCalledWell(watchOf(before, watch.of)) || isWell(before, watch.candidate),
      ),
  },
];

const isCalledWell = (watch: Watch | undefined): boolean => watch?.saw === "healthy" && watch.isFresh;

const actorOf = (before: World, { by }: Moment["move"]): Operation | undefined =>
  before.operations.find((one) => one.id === by);

/** The operation whose step has just sent a write. */
function sentBy(step: Operation["step"], { before, move }: Moment): readonly Operation[] {
  if (move.step !== step) return [];
  const self = actorOf(before, move);
  return self !== undefined && hasSent(before, move.world) ? [self] : [];
}

function endingSoak({ before, move }: Moment): readonly Operation[] {
  if (move.step !== "soak") return [];
  const self = actorOf(before, move);
  if (self === undefined) return [];
  return move.world.operations.some((one) => one.id === self.id && one.step === "retire") ? [self] : [];
}

const hasSent = (before: World, after: World): boolean =>
  !isSameRouter(before.router, after.router) ||
  before.late !== after.late ||
  before.clusters.blue.power !== after.clusters.blue.power ||
  before.clusters.green.power !== after.clusters.green.power;

/** What has left a sick side has nothing to go back to. */
const isEscaping = ({ kind, known }: Operation): boolean =>
  kind === "rollback" && known.baseline === "missing";

const isSeenWell = (world: World, self: Operation): boolean =>
  world.threats.watched ? isCalledWell(watchOf(world, self.id)) : isWell(world, candidateOf(self));
