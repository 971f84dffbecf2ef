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
  soaking: "Watches the new active environment while the previous one is kept warm.",
  retiring: "Takes the previous environment offline once no user request reaches it.",
  aborting: "Stops before any traffic has moved and puts the candidate away.",
  rollingBack: "Writes the users' route back to the previous environment and waits until users have arrived.",
  paused: "Waits for a person to resume; what is under way at Azure goes on.",
  halted: "No side is known good, or arrival is overdue: stops and waits for a person.",
};
