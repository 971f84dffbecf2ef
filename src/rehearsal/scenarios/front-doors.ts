import { behindClassic, byPriority, namedByDns, progressive, shortSoak, varied } from "../pair-variants.ts";
import { arrivedInSteps, oneCriticalWrite, tells } from "./objections.ts";
import { scenariosIn } from "./rows.ts";

/** The same upgrade by other ways of moving users. */
export const frontDoors = scenariosIn({
  progressive: {
    sentence: "Users are moved in five steps, 5 % first; each is watched before the next.",
    ends: ["completed", "green"],
    pair: varied(shortSoak, progressive),
    needs: ["profile"],
    objections: arrivedInSteps(5, 25, 50, 90),
  },
  "origin-mode": {
    sentence: "One group for all routes: green passes blue by one write of its priority.",
    ends: ["completed", "green"],
    pair: varied(shortSoak, byPriority(1)),
    needs: ["profile"],
    objections: oneCriticalWrite,
  },
  "two-routes": {
    sentence: "Two routes of the users share one group: one write moves both.",
    ends: ["completed", "green"],
    pair: varied(shortSoak, byPriority(2)),
    needs: ["profile"],
    objections: oneCriticalWrite,
  },
  classic: {
    sentence: "A Front Door (classic) is written as a whole, and moves users all the same.",
    ends: ["completed", "green"],
    pair: varied(shortSoak, behindClassic),
    objections: oneCriticalWrite,
  },
  "new-address": {
    sentence: "The rebuilt cluster's ingress has a new address: the permanent name follows before the proof.",
    ends: ["completed", "green"],
    world: { idle: "absent" },
    pair: varied(shortSoak, namedByDns),
    needs: ["deployer"],
    objections: tells("address.updated", "The name of green was not updated."),
  },
});
