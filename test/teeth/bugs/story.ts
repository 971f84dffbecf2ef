import { plantedIn, type PlantedByPatch } from "../planted.ts";

const story = "test/workflow/story.test.ts";
const books = "test/workflow/bookkeeping.test.ts";
const swapping = "test/workflow/swapping.test.ts";
const upgrade = "test/workflow/upgrade.test.ts";
const fence = "test/contract/owner-fence.test.ts";

const inOwnership = plantedIn(
  "src/workflow/activities/ownership.ts",
  "test/workflow/guarded-writes.test.ts",
  fence,
);
const inPairOf = plantedIn("src/workflow/activities/pair-of.ts", books, upgrade);
const inVerdict = plantedIn("src/domain/probing/verdict.ts", "test/domain/verdict.test.ts");
const inPlanning = plantedIn("src/workflow/phases/planning.ts", books);
const inProbing = plantedIn("src/workflow/activities/probing.ts", "test/workflow/looks.test.ts");
const inEnding = plantedIn("src/workflow/phases/ending.ts", books, upgrade);
const inSoaking = plantedIn("src/workflow/phases/soaking.ts", story, upgrade, swapping);
const inVerifying = plantedIn("src/workflow/phases/verifying.ts", story, upgrade, swapping);
const inSwapping = plantedIn("src/workflow/phases/swapping.ts", story, upgrade, swapping);
const inRetiring = plantedIn("src/workflow/phases/retiring.ts", story, upgrade);
const inAborting = plantedIn("src/workflow/phases/aborting.ts", story, upgrade, swapping);
const inAddress = plantedIn("src/workflow/phases/address.ts", story, upgrade, swapping);
const inAfterSwap = plantedIn("src/workflow/phases/after-swap.ts", story, upgrade, swapping);
const inChanges = plantedIn("src/workflow/phases/router-changes.ts", story, upgrade, swapping);
const inWaiting = plantedIn("src/workflow/waiting.ts", story, upgrade, swapping);
const inLongRunning = plantedIn("src/workflow/long-running.ts", books, upgrade);
const inPools = plantedIn("src/workflow/phases/pools.ts", "test/workflow/pools.test.ts");
const inPollRule = plantedIn("src/workflow/poll-rule.ts", "test/workflow/poll-rule.test.ts");
const inStep = plantedIn("src/workflow/step.ts", books, upgrade);
const inTraffic = plantedIn("src/domain/swap/traffic.ts", "test/domain/traffic.test.ts");
const inActivityTraffic = plantedIn(
  "src/workflow/activities/traffic.ts",
  "test/workflow/settled-minutes.test.ts",
);
const inRouter = plantedIn("src/workflow/activities/router.ts", "test/workflow/guarded-writes.test.ts");
const inOperate = plantedIn("src/workflow/orchestrators/operate.ts", books, upgrade);
const inWays = plantedIn("src/domain/probing/ways.ts", "test/domain/ways.test.ts");
const inWatching = plantedIn("src/workflow/activities/watching.ts", "test/workflow/looks.test.ts");

/** The story leaves something out, or does it in the wrong order. */
export const bugsOfTheStory: readonly PlantedByPatch[] = [
  inOwnership(
    "nobody waits for the answer whose the pair is",
    "await confirmOwner(ports, input.owner);",
    "void confirmOwner(ports, input.owner).catch(() => undefined);",
  ),
  inOwnership(
    "an owner is known by its name alone, whatever its epoch",
    "record?.operationId === owner.operationId && record.epoch === owner.epoch",
    "record?.operationId === owner.operationId",
  ),
  inPairOf(
    "an operation goes by the pair file of now, not by the pair as it was claimed",
    "operationId === undefined ? undefined : await",
    "operationId !== null ? undefined : await",
  ),
  inOperate("the pair is not kept as it was claimed", "    yield* keep(run, pair);\n", ""),
  inVerdict("looks that say nothing are passes", `[count("pass"),`, `[count("pass") + count("unknown"),`),
  inVerdict("looks that say nothing are failures", `count("fail"),`, `count("fail") + count("unknown"),`),
  inPlanning(
    "one nonsensical answer of the router is taken for another hand",
    "if (activeColor(router) !== undefined) return router;",
    "if (reads > 0) return router;",
  ),
  inProbing(
    "an environment is blamed for what anybody may have answered",
    `&& via === "anyone" &&`,
    `&& via === "preview" &&`,
  ),
  inProbing(
    "before users are on it, an environment is blamed for what they meet on the other one",
    "!isForAll &&",
    `ways === "origin" &&`,
  ),
  inProbing(
    "a check that could not be made is left out of a look",
    ` ?? seen.find((one) => one.outcome === "unknown")`,
    "",
  ),
  inProbing(
    "a preview proves an environment while both answer behind it",
    "(router) => previewProves(router, color),",
    "() => true,",
  ),
  inWatching(
    "a preview proves what edges have yet to learn",
    "pair.steps.length > 1 && isOnItsWay((await telling).story)",
    "false",
  ),
  inWays(
    "the users' own name is never asked by the watch",
    `waysTo(pair, check, { purpose: "proof", previewProves }), "anyone" as const`,
    `waysTo(pair, check, { purpose: "proof", previewProves })`,
  ),
  inEnding(
    "the pair is free before its end is told",
    "  yield* publish(run);\n  const { pair, kind } = run.input;\n  yield* persist(run.context, releasePair, { pair, operationId: run.id, kind, outcome });\n",
    "  const { pair, kind } = run.input;\n  yield* persist(run.context, releasePair, { pair, operationId: run.id, kind, outcome });\n  yield* publish(run);\n",
  ),
  inEnding(
    "who was taken over from says how it ended",
    "if (!(yield* persist(run.context, readOwnership, { owner: ownerOf(run) })))",
    "if ((yield* persist(run.context, readOwnership, { owner: ownerOf(run) })) === null)",
  ),
  inEnding(
    "a command that came too late is lost without a word",
    "  refuseRest(run, `the operation has ended ${outcome}`);\n",
    "",
  ),
  inSoaking("a soak ends by the clock", " && maySoakEnd(run, plan)) break;", ") break;"),
  inSoaking(
    "a soak ends on evidence of before a halt",
    "const now = nowOf(run).toISOString();",
    "const now = verdict?.takenAt ?? nowOf(run).toISOString();",
  ),
  inSoaking("a soak ends while a person has paused it", "isOver() && !isHeld(run.head.position)", "isOver()"),
  inSoaking(
    "another hand on the router is not seen while soaking",
    "if (report?.router?.fact.print !== seen)",
    "if (report?.router === undefined)",
  ),
  inVerifying(
    "45 minutes of spreading are left out before the swap",
    "spread + propagationMinutes * 60_000",
    "spread",
  ),
  inVerifying(
    "the new weights are not waited for",
    "Math.max(known.stagedAt.getTime(), sharedAt?.getTime() ?? 0)",
    "known.stagedAt.getTime()",
  ),
  inVerifying(
    "the second proof is left out",
    "  if (isReady(run, plan)) return;\n",
    `  if (run.proof !== null) {\n    run.proof = { ...run.proof, takenAt: nowOf(run).toISOString() };\n    run.baseline ??= { color: plan.active, takenAt: nowOf(run).toISOString(), verdict: "healthy", latencyMs: null, traffic: null };\n    return;\n  }\n`,
  ),
  inVerifying(
    "an inconclusive proof is a pass",
    `    if (verdict.verdict === "healthy") return;\n    if (verdict.verdict === "unhealthy") {`,
    `    if (verdict.verdict !== "unhealthy") return;\n    if (verdict.verdict === "unhealthy") {`,
  ),
  inVerifying(
    "the side that users leave is not judged",
    "    yield* proveBaseline(run, plan, pair);\n",
    `    run.baseline = { color: plan.active, takenAt: nowOf(run).toISOString(), verdict: "healthy", latencyMs: null, traffic: null };\n`,
  ),
  inVerifying("edges get no time to probe the new origin", "yield* sleep(run, edgesProbeMinutes * 60);", ""),
  inSwapping("users are moved before anybody watches", "  yield* beginWatch(run, plan, pair);\n", ""),
  inSwapping("a swap is done as soon as it is written", "    yield* arrive(run, plan, percent);\n", ""),
  inSwapping(
    "arrival of the last share is taken for that of this one",
    " && report.arrival.fact.since === run.head.move?.since",
    "",
  ),
  inSwapping(
    "the first share is all of the swap",
    "if ((run.head.move?.percent ?? 0) >= percent) continue;",
    "if ((run.head.move?.percent ?? 0) > 0) continue;",
  ),
  inSwapping(
    "a candidate that turns bad once the write was tried is stopped by an abort",
    `throw new TurnAround({ ...error.turn, kind: "rollBack" });`,
    "throw error;",
  ),
  inRetiring(
    "45 minutes are left out after the previous has left the group",
    "yield* waitUntilOut(run, plan, new Date(disabledAt.getTime() + propagationMinutes * 60_000));",
    "",
  ),
  inRetiring(
    "the previous is stopped without waiting for quiet",
    "  yield* waitForQuiet(run, plan, { pair, since: disabledAt });\n",
    "",
  ),
  inRetiring(
    "a cluster that cannot be stopped makes a proven upgrade fail",
    "if (trouble.code !== guardCodes.refused && trouble.code !== guardCodes.waits) return trouble;",
    "if (trouble.code !== guardCodes.refused && trouble.code !== guardCodes.waits) throw error;",
  ),
  inRetiring(
    "the previous is stopped without the mark of the way back",
    "  yield* tagAsKept(run, plan);\n",
    "",
  ),
  inAborting("an abort stops a candidate that users are on", "  yield* confirmNobodyMoved(run, plan);\n", ""),
  inAborting("an abort leaves the pool minima raised", "  yield* restoreCapacity(run, plan);\n", ""),
  inAborting(
    "an abort leaves the name leading to the candidate",
    "  yield* restoreAddress(run, plan);\n",
    "",
  ),
  inAborting(
    "an abort does not wait for what is under way at Azure",
    "if (isAtRest(cluster.provisioningState) ||",
    "if (cluster.provisioningState !== null ||",
  ),
  inAddress(
    "an address is written before it is told",
    '  note(run, "address.updated", { color, from: named, to: actual });\n',
    '  yield* call(run, writeAddress, { owner: ownerOf(run), color, address: actual });\n  note(run, "address.updated", { color, from: named, to: actual });\n',
  ),
  inAddress("a new address is proven before its TTL is over", "  yield* sleep(run, ttlSeconds);\n", ""),
  inAfterSwap(
    "a story that is stuck after users began to move just ends",
    `if (turn.kind !== "stuck") throw error;`,
    `if (turn.kind !== "never") throw error;`,
  ),
  inChanges(
    "another hand on the router is overwritten",
    "    yield* confirmOwnHand(run, plan);\n    if (wanted",
    "    if (wanted",
  ),
  inChanges(
    "a refused write is told as a failure, and not paused on",
    "if (trouble === undefined || trouble.code === guardCodes.refused) throw error;",
    "if (trouble?.code !== guardCodes.waits) throw error;",
  ),
  inChanges(
    "evidence that has grown old while a write was refused is not taken anew",
    "if (isOld && nowOf(run).getTime() < deadline) {",
    "if (isOld && nowOf(run).getTime() < 0) {",
  ),
  inWaiting(
    "a watch that has died is not begun again",
    `if (answer?.kind === "gone") yield* watchAgain(run);`,
    "",
  ),
  inLongRunning(
    "a write is believed without reading it back",
    "    else yield* watch(run, begun.handle, { order, deadline });\n",
    "    else return yield* watch(run, begun.handle, { order, deadline });\n",
  ),
  inLongRunning(
    "an operation at Azure that failed is taken for done",
    `if (end.kind === "failed") throw stuck(within.order, end.code, end.message);`,
    `if (end.kind === "failed") return;`,
  ),
  inPools(
    "the pools of a hop are upgraded one after the other",
    "if (orders.length < 2) return;",
    "if (orders.length >= 0) return;",
  ),
  inPollRule(
    "a long-running operation is looked at without heeding what Azure asks to wait",
    "Math.max(leastSeconds, retryAfterSeconds, ",
    "Math.max(leastSeconds, ",
  ),
  inStep(
    "the wait that the outside asks for is not heard",
    "    trouble.retryAfterSeconds ?? 0,\n",
    "    0,\n",
  ),
  inTraffic("zeros are arrival", `if (all === 0) return "noTraffic";`, ""),
  inTraffic(
    "no data is quiet",
    `if (told.length === 0) return isWhole ? "noTraffic" : "noData";`,
    `if (told.length === 0) return "quiet";`,
  ),
  inTraffic("a share of ninety is arrival", "const arrivalShare = 0.99;", "const arrivalShare = 0.9;"),
  inActivityTraffic("minutes that have not settled are counted", " - settledAfterMinutes * minuteMs", ""),
  inActivityTraffic(
    "quiet of before the change counts",
    "const first = since === undefined ? 0 :",
    "const first = since !== null ? 0 :",
  ),
  inRouter(
    "a write is made while another one is under way",
    `if (router.underWay !== null && (write === undefined || change.step !== "rollBack"))`,
    `if (router.underWay !== null && write === undefined)`,
  ),
  inRouter(
    "a change is done while its write is still under way",
    `if (router.underWay !== null && (write === undefined || change.step !== "rollBack"))`,
    `if (router.underWay !== null && write !== undefined && change.step !== "rollBack")`,
  ),
];
