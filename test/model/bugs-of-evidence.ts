import type { Evidence } from "../../src/domain/evidence/evidence.ts";
import { go, notYet } from "../../src/domain/guards/guard.ts";
import type { MoveFacts } from "../../src/domain/guards/move-users.ts";
import { skip } from "./bug-parts.ts";
import type { PlantedBug } from "./planted-bugs.ts";
import { theRules } from "./rules.ts";
import { goOn, knowing } from "./story-parts.ts";

/** Evidence that is missing, old, or taken for something else. */
export const bugsOfEvidence: readonly PlantedBug[] = [
  {
    name: "swaps on a proof that a freeze or a pause has outlived",
    threats: { aging: true, freezes: true },
    rules: {
      maySwap: (facts) => {
        const { proof, baseline } = facts;
        const young = { proof: asIfYoung(proof, facts), baseline: asIfYoung(baseline, facts) };
        return theRules.maySwap({ ...facts, ...young });
      },
    },
  },
  {
    name: "leaves the second proof out",
    threats: { aging: true },
    rules: {
      maySwap: (facts) => theRules.maySwap({ ...facts, proof: proven(facts), baseline: proven(facts) }),
    },
    story: { proveAgain: skip("verifying", "swap") },
  },
  {
    name: "moves users away from an active that nobody has looked at since",
    threats: {},
    rules: { maySwap: (facts) => theRules.maySwap({ ...facts, isEscape: true }) },
    story: {
      proveAgain: {
        phase: "verifying",
        changes: (scene) => [goOn(knowing(scene, { proof: "fresh" }), "swap")],
      },
    },
  },
  {
    name: "raises the share although nobody could tell how the candidate is",
    threats: { watched: true, slowRequests: false },
    shares: [5, 50, 100],
    rules: { mayShare: () => go },
  },
  {
    name: "raises the share on a verdict from before the halt",
    threats: { watched: true, aging: true, slowRequests: false },
    shares: [50, 100],
    rules: { mayShare: (facts) => theRules.mayShare({ ...facts, verdict: asIfYoung(facts.verdict, facts) }) },
  },
  {
    name: "ends the soak on a verdict from before the halt",
    threats: { watched: true, aging: true, slowRequests: false },
    rules: {
      // arrival is asked beside it, so this is the verdict of the soak
      mayShare: (facts) => theRules.mayShare({ ...facts, verdict: asIfYoung(facts.verdict, facts) }),
      mayRetire: (facts) => theRules.mayRetire({ ...facts, verdict: asIfYoung(facts.verdict, facts) }),
    },
  },
  {
    name: "takes the way back out on an arrival that was seen long ago",
    threats: { aging: true },
    rules: {
      mayRetire: (facts) => theRules.mayRetire({ ...facts, arrival: asIfYoung(facts.arrival, facts) }),
    },
  },
  {
    name: "takes the way back out whatever the verdict",
    threats: { watched: true, failings: true, aging: true, slowRequests: false },
    rules: { mayRetire: () => go },
  },
  {
    name: "stops a cluster on a quiet that was measured before the halt",
    threats: { aging: true },
    rules: { mayStop: (facts) => theRules.mayStop({ ...facts, quiet: asIfYoung(facts.quiet, facts) }) },
  },
  {
    name: "stops a cluster that a hand has led users to again",
    threats: { hands: 1 },
    rules: { mayStop: ({ quiet }) => (quiet === null ? notYet("nobody has looked") : go) },
  },
];

/** The same fact, taken for one of just now. */
const asIfYoung = <Fact>(evidence: Evidence<Fact> | null, { now }: { now: string }): Evidence<Fact> | null =>
  evidence === null ? null : { ...evidence, takenAt: now };

const proven = ({ now }: MoveFacts): MoveFacts["proof"] => ({ fact: "healthy", takenAt: now });
