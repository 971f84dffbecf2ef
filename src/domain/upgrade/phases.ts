/** The phases of an operation, in the order a calm one passes them, then those it may turn into. */
export const phases = [
  "planning",
  "waitingForApproval",
  "building",
  "upgrading",
  "deploying",
  "verifying",
  "swapping",
  "soaking",
  "retiring",
  "aborting",
  "rollingBack",
  "paused",
  "halted",
] as const;

export type Phase = (typeof phases)[number];

/** How an operation can end. */
export const outcomes = ["completed", "aborted", "rolledBack", "superseded", "failed"] as const;

export type Outcome = (typeof outcomes)[number];

/** After these the pair is held: events and the timer start nothing until a person asks for an upgrade. */
export const holdingOutcomes: readonly Outcome[] = ["aborted", "rolledBack", "failed"];

export const phaseSentences: Readonly<Record<Phase, string>> = {
  planning: "Reads the truth and resolves target, hops and findings; writes nothing.",
  waitingForApproval: "Waits for a person to approve the start or the swap; after 72 hours it aborts.",
  building: "Creates the candidate as a copy of the active environment, or starts the kept one.",
  upgrading: "Takes the candidate up one minor version at a time: control plane first, then its pools.",
  deploying: "Brings the workloads onto the candidate.",
  verifying: "Proves the candidate by checks at its origin and through its preview endpoint.",
  swapping: "Writes the users' route once and waits until the edges really send users to the candidate.",
  soaking: "Keeps the previous environment warm while the watch looks at both.",
  retiring: "Takes the previous environment offline once no user request reaches it.",
  aborting: "Stops before any traffic has moved and puts the candidate away.",
  rollingBack:
    "Pulls the lever and writes the route back until users have arrived at the previous environment.",
  paused: "Waits for a person to resume; what is under way at Azure goes on.",
  halted:
    "No side is known good, arrival is overdue, or a step after the swap is stuck: waits for a person, watched.",
};
