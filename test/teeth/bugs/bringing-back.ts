import { plantedIn, type PlantedByPatch } from "../planted.ts";

const back = "test/workflow/bring-back.test.ts";
const takeOver = "test/workflow/take-over.test.ts";

const inLever = plantedIn("src/workflow/bringing-back/lever.ts", back);
const inRoute = plantedIn("src/workflow/bringing-back/route.ts", back);
const inUsers = plantedIn("src/workflow/bringing-back/users.ts", back);
const inCluster = plantedIn("src/workflow/bringing-back/cluster.ts", back);
const inBringBack = plantedIn("src/workflow/orchestrators/bring-back.ts", back);
const inRollingBack = plantedIn("src/workflow/phases/rolling-back.ts", back);
const inWriting = plantedIn("src/workflow/phases/rolling-back.ts", takeOver);
const inEvidence = plantedIn("src/workflow/phases/evidence.ts", back);
const inRun = plantedIn("src/workflow/run.ts", back);
const inGates = plantedIn("src/workflow/activities/gates.ts", back);
const inRouter = plantedIn("src/workflow/activities/router.ts", back);
const inInterlock = plantedIn("src/domain/swap/lever.ts", "test/domain/lever.test.ts");
const inWayBack = plantedIn("src/domain/swap/way-back.ts", "test/domain/lever.test.ts");
const inTakeOver = plantedIn("src/workflow/orchestrators/take-over.ts", takeOver);
const inOperate = plantedIn("src/workflow/orchestrators/operate.ts", takeOver);
const inOwner = plantedIn("src/workflow/activities/owner.ts", takeOver);
const inProtocol = plantedIn("src/domain/swap/protocol.ts", "test/domain/protocol.test.ts");

/** Users want back, and are not taken there, or not safely. */
export const bugsOfTheWayBack: readonly PlantedByPatch[] = [
  inLever(
    "the lever is given up after one refusal",
    `if (back.lever === "closed") return`,
    `if (back.lever === "closed" || back.unanswered > 0) return`,
  ),
  inLever(
    "a lever that is of no use once is never tried again",
    `if (back.lever === "closed") return`,
    `if (back.lever !== "open") return`,
  ),
  inLever(
    "one bad answer of the way back halts the rollback",
    "const badInARow = 3;",
    "const badInARow = 1;",
  ),
  inRoute(
    "the route write is given up after one refusal",
    "if (!isDue(back.routeDueAt,",
    "if (back.refusals > 0 || !isDue(back.routeDueAt,",
  ),
  inRoute(
    "a refused route write is asked for again without a pause",
    "refusals, isFrozen: true, routeDueAt: secondsLater(now, seconds) }",
    "refusals, isFrozen: true }",
  ),
  inRoute(
    "the route is not re-read once it has been right",
    "if (!isDue(back.routeDueAt,",
    "if (back.rightSince !== null || !isDue(back.routeDueAt,",
  ),
  inRoute(
    "the wait that Front Door asks for is not heard",
    "    trouble.retryAfterSeconds ?? 0,\n    Math.min(mostSeconds",
    "    0,\n    Math.min(mostSeconds",
  ),
  inRoute(
    "the way back is judged by looks of before the write only",
    "const wayBack = ownLooks(back);",
    "const wayBack = null;",
  ),
  inRoute(
    "the route is led to a cluster that a stop may still be on its way to",
    " || !isDue(order.holdUntil, nowIn(context))",
    "",
  ),
  inUsers("the gate is opened as soon as users are back", "rereadMinutes = 60", "rereadMinutes = 0"),
  inUsers(
    "the gate is opened while somebody still reaches the candidate",
    "const isSafe = yield* isQuietThere(context, order);",
    "const isSafe = true || (yield* isQuietThere(context, order));",
  ),
  inUsers(
    "no data is taken for users who are back",
    "if (order.expectsTraffic || back.rightSince === null) return false;",
    "if (back.rightSince === null) return false;",
  ),
  inUsers(
    "without users a way back is done as soon as the route is written",
    "if (minutes < propagationMinutes) return false;",
    "if (minutes < 0) return false;",
  ),
  inCluster(
    "a stopped way back is not started",
    "yield* attempt(context, beginStart, { owner: order.owner, color })",
    `({ kind: "ok" } as const)`,
  ),
  inBringBack(
    "nobody looks at the way back while its route is written",
    "  if (back.rightSince !== null && back.lever",
    "  if (back.writing !== null || back.refusals > 0) return back;\n  if (back.rightSince !== null && back.lever",
  ),
  inBringBack(
    "a way back that is in trouble is tried every ten minutes",
    "return secondsOnTheWay < hastyMinutes * 60 ? hastySeconds : steadySeconds;",
    "return 600;",
  ),
  inRollingBack(
    "the way back's capacity is given away before users are back",
    "  const isPulled = yield* untilGateOpen(run, plan, known.pair);\n",
    "  yield* restoreCapacity(run, plan);\n  const isPulled = yield* untilGateOpen(run, plan, known.pair);\n",
  ),
  inRollingBack(
    "a way back that is not well halts nobody, and is told to nobody",
    "if ((concern !== null) === isHalted) return;",
    "if (concern !== null || !isHalted) return;",
  ),
  inRollingBack(
    "after a rollback the gate stays closed",
    "yield* call(run, { ...openGate, notWaitingFor: [guardCodes.waits] }, order);",
    "void order;",
  ),
  inRollingBack("a rollback leaves the candidate running", "  yield* stopCandidate(run, plan);\n", ""),
  inGates(
    "the lever needs a control plane that can be read",
    "ports.router.read(pair).catch(() => order.known)",
    "ports.router.read(pair)",
  ),
  inRouter(
    "the way back needs a control plane that can be read",
    "return ports.router.read(pair).catch(() => known);",
    "return ports.router.read(pair);",
  ),
  inInterlock(
    "the lever is pulled for a way back that edges cannot fall back to",
    "if (entryOf(group, color)?.enabled !== true)",
    "if (entryOf(group, color) === undefined)",
  ),
  inInterlock(
    "one question without an answer is good enough for the lever",
    "const unansweredAtMost = 3;",
    "const unansweredAtMost = 1;",
  ),
  inInterlock(
    "a way back of which nothing is known is well",
    `if (seen.kind === "well") return`,
    `if (seen.kind !== "bad") return`,
  ),
  inInterlock(
    "an open gate of the other color lets the lever be pulled",
    "return gate.color === color\n",
    "return gate.epoch >= 0\n",
  ),
  inWayBack(
    "failing checks of ours are overruled by Front Door's probes",
    `if (looks.kind === "fresh" && looks.fact === "unhealthy")`,
    `if (looks.kind === "fresh" && looks.fact === "sick")`,
  ),
  inWayBack("half of Front Door's probes are enough", "healthAtLeast = 90", "healthAtLeast = 50"),
  inProtocol(
    "the way back does not enable a route that somebody has disabled",
    "router.routedGroup === to && router.routeEnabled ?",
    "router.routedGroup === to ?",
  ),
  inProtocol(
    "what a hand has disabled in the users' old group stays disabled",
    "return entryWrite(router, active, active)({ enabled: true, priority: 1 }) ?? routeWrite(router, active);",
    "return routeWrite(router, active);",
  ),
  inProtocol(
    "in one group for all the candidate is disabled while the previous is out",
    "if (entryOf(router.groups.shared, active)?.enabled !== true) return comeBack;",
    "",
  ),
  inOwner(
    "a journal that cannot be read keeps users where they are",
    "if (head === undefined || !hasLeftUsersBetween(head, undefined)) throw error;",
    "if (head !== null) throw error;",
  ),
  inOwner(
    "whoever took over and learned nothing is all that is known",
    "if (head.candidate !== null) return undefined;",
    "if (head.id !== null) return undefined;",
  ),
  inWriting(
    "a journal that cannot be written keeps users where they are",
    "  yield* publishOnce(run);\n  run.head =",
    "  yield* publish(run);\n  run.head =",
  ),
  inEvidence(
    "a watch that cannot be begun keeps users where they are",
    "const answer = yield* attempt(run.context, startWatch, watchOrder(run, plan, pair));",
    `yield* call(run, startWatch, watchOrder(run, plan, pair));\n  const answer = { kind: "ok" };`,
  ),
  inRun(
    "a journal that asks for five minutes is asked again at once",
    "run.journalDueAt === null ||",
    `run.journalDueAt !== "never" ||`,
  ),
  inUsers(
    "nobody is told that users are not seen back",
    "if (minutes < unseenMinutes) return null;",
    "if (minutes < Infinity) return null;",
  ),
  inTakeOver("an owner has no time to acknowledge", "acknowledgeSeconds = 60", "acknowledgeSeconds = 0"),
  inTakeOver(
    "an owner that has acknowledged is taken over from all the same",
    "if (word.hasAcknowledged ||",
    "if (word.hasAcknowledged === null ||",
  ),
  inTakeOver(
    "the former owner is not ended",
    "yield* attempt(context, terminateOwner, { owner, by: run.id })",
    `({ kind: "ok" } as const)`,
  ),
  inTakeOver(
    "one that had moved users is put away as if it had not",
    `unfinished.hasMovedUsers ? "rollBack" : "abort"`,
    `"abort"`,
  ),
  inTakeOver(
    "between the watch of before and the next nobody watches",
    "  yield* watchBeforeClaim(context, input, owner);\n",
    "",
  ),
  inOperate(
    "a pair that cannot be kept keeps users where they are",
    "if (run.input.unfinished === undefined) yield* persist",
    "if (run.input.unfinished !== null) yield* persist",
  ),
  inOperate(
    "whoever takes over writes without a claim",
    "const superseded = yield* claim(run);",
    "const superseded = undefined as string | undefined;",
  ),
  inOwner(
    "a stop that may be on its way is not told to whoever takes over",
    "stopSentBy: document?.journal",
    "stopSentBy: null ?? [].find(() => true) ?? undefined, was: document?.journal",
  ),
];
