import { skip } from "./bug-parts.ts";
import type { PlantedBug } from "./planted-bugs.ts";
import { theRules } from "./rules.ts";
import { goOn } from "./story-parts.ts";
import { startWatch } from "./story-straight.ts";
import { theStory } from "./story.ts";
import { watchOf, type Adversities } from "./world.ts";

/** The candidate fails users, and only the watch can tell. */
const watched: Partial<Adversities> = { watched: true, failings: true, slowRequests: false };

/** A watch that is deaf, blind, or not there. */
export const bugsOfTheWatch: readonly PlantedBug[] = [
  {
    name: "the watch takes a look that could not be made for a pass",
    threats: watched,
    rules: { reported: (watch, seen) => theRules.reported(watch, seen === "unknown" ? "healthy" : seen) },
  },
  {
    name: "a look that could not be made keeps an old verdict young",
    threats: { ...watched, aging: true },
    rules: {
      reported: (watch, seen) =>
        seen === "unknown" ? { ...watch, isFresh: true } : theRules.reported(watch, seen),
    },
  },
  {
    name: "the watch does nothing while a person has paused the story",
    threats: { ...watched, pauses: true },
    rules: {
      decide: (facts) => (facts.position?.phase === "paused" ? { kind: "goOn" } : theRules.decide(facts)),
    },
  },
  {
    name: "the watch waits for a story that has died",
    threats: { ...watched, deaths: 1 },
    rules: { decide: (facts) => (facts.story === "dead" ? { kind: "goOn" } : theRules.decide(facts)) },
  },
  {
    name: "the watch ends with its story",
    threats: { ...watched, deaths: 1 },
    rules: {
      decide: (facts) =>
        facts.story === "dead" ? { kind: "end", why: "there is no story" } : theRules.decide(facts),
    },
  },
  {
    name: "whoever takes over begins its watch only after it has claimed the pair",
    threats: { ...watched, deaths: 1 },
    story: { watchFirst: skip(null, "claim") },
  },
  {
    name: "the watch turns nobody around once the way back is being taken out",
    threats: watched,
    rules: {
      decide: (facts) => (facts.position?.phase === "retiring" ? { kind: "goOn" } : theRules.decide(facts)),
    },
  },
  {
    name: "the watch begins only after the users have been moved",
    threats: { ...watched, deaths: 1 },
    story: {
      startWatch: { phase: "verifying", changes: (scene) => [goOn(scene, "proveAgain")] },
      arrive: {
        phase: "swapping",
        changes: (scene) =>
          watchOf(scene.world, scene.self.id) === undefined
            ? startWatch(scene, "arrive")
            : theStory.arrive.changes(scene),
      },
    },
  },
];
