import { plantedIn, type PlantedByPatch } from "../planted.ts";

const domain = "test/domain/watch.test.ts";
const watching = "test/workflow/watch.test.ts";

const inDecide = plantedIn("src/domain/watch/decide.ts", "test/domain/watch-decisions.test.ts");
const inSeen = plantedIn("src/domain/watch/seen.ts", domain);
const inWindow = plantedIn("src/domain/watch/window.ts", domain);
const inWatch = plantedIn("src/workflow/orchestrators/watch.ts", watching);
const inLooks = plantedIn("src/workflow/activities/watching.ts", watching);
const inNews = plantedIn("src/workflow/orchestrators/await-news.ts", watching);

/** Whoever looks at both environments looks away, or makes nothing of what it sees. */
export const bugsOfTheWatch: readonly PlantedByPatch[] = [
  inDecide(
    "the watch ends while its story is halted",
    "  if (facts.outcome !== null)",
    `  if (facts.position?.phase === "halted") return { kind: "end", why: "halted" };\n  if (facts.outcome !== null)`,
  ),
  inDecide(
    "the watch takes over from a story that it could not ask",
    `if (facts.story === "dead") return { kind: "takeOver" }`,
    `if (facts.story !== "running") return { kind: "takeOver" }`,
  ),
  inDecide("the watch asks a dead story", `  if (facts.story === "dead") return { kind: "takeOver" };\n`, ""),
  inDecide(
    "the watch asks once, and never again",
    "facts.askedSecondsAgo < askAgainSeconds",
    "facts.askedSecondsAgo >= 0",
  ),
  inDecide(
    "the watch asks at every look",
    "facts.askedSecondsAgo < askAgainSeconds",
    "facts.askedSecondsAgo < 0",
  ),
  inDecide(
    "an inconclusive verdict has users taken back",
    `facts.candidate !== "unhealthy"`,
    `facts.candidate === "healthy"`,
  ),
  inDecide(
    "the watch goes on beside another owner",
    `  if (facts.owner === "other") return`,
    `  if (facts.owner === null) return`,
  ),
  inDecide(
    "users are taken back to the sick side that they have left",
    `  if (facts.isEscape && facts.previous !== "healthy") return { kind: "goOn" };\n`,
    "",
  ),
  inSeen(
    "arrival of one move is taken for that of the next",
    "memory.arrival?.fact.since === move.since ? memory.arrival : null",
    "memory.arrival",
  ),
  inSeen(
    "minutes of before the move count as arrival",
    "Date.parse(minute.at) >= Date.parse(move.since)",
    "Date.parse(minute.at) >= 0",
  ),
  inSeen(
    "metrics of a pair with users that tell nothing are arrival",
    "  if (terms.expectsTraffic) return null;\n",
    "",
  ),
  inSeen(
    "without users arrival is not waited for",
    "minutesSince >= propagationMinutes &&",
    "minutesSince >= 0 &&",
  ),
  inSeen(
    "old counts of Front Door confirm a verdict",
    "ageMs <= countsForSeconds * 1000 ? counted.fact : null",
    "ageMs <= Infinity ? counted.fact : null",
  ),
  inSeen(
    "Front Door's counts are not asked",
    "!countsAreDue(memory)) return",
    "!countsAreDue({ ...memory, story: null })) return",
  ),
  inSeen(
    "Front Door's counts are not asked while our own looks cannot be made",
    `if (fact.verdict === "unhealthy" || `,
    `if (fact.verdict !== "healthy" || `,
  ),
  inSeen(
    "a look that was not answered is left out",
    "seen?.samples[color] ?? missed",
    "seen?.samples[color] ?? memory.samples[color].at(-1) ?? missed",
  ),
  inSeen("a router that was written by another hand is no news", "    router?.fact.print,\n", ""),
  inWindow(
    "the watch keeps every look, so that old passes outweigh new failures",
    ".slice(-policy.samples)",
    ".slice(-1_000)",
  ),
  inWatch(
    "the watch stops at the first look that is refused",
    `const seen = answer?.kind === "ok" ? answer.value : null;`,
    `if (answer?.kind === "trouble") throw new Error(answer.trouble.code);\n  const seen = answer?.value ?? null;`,
  ),
  inWatch(
    "the watch waits for every answer, however late",
    "yield context.df.Task.any([task, timer]);",
    "yield task;",
  ),
  inWatch(
    "the watch sees that users need to go back, and asks nobody",
    "yield* inTime(context, turnStoryAround, order)",
    `({ kind: "ok" } as const)`,
  ),
  inWatch(
    "beginning anew the watch forgets what it has seen",
    "context.df.continueAsNew({ ...input, memory });",
    "context.df.continueAsNew({ ...input, memory: null });",
  ),
  inWatch("the watch never begins anew, and its history grows", "looks < looksAtOnce;", "looks < 1_000_000;"),
  inWatch(
    "before they are there the candidate is blamed for what users meet on the other side",
    "memory.arrival?.fact.arrived === true ? ways : beforeArrival[ways]",
    "ways",
  ),
  inWatch(
    "a story that cannot be asked is held for asked",
    `return asked?.kind === "ok" ?`,
    `return asked !== undefined ?`,
  ),
  inLooks(
    "one part that cannot be read leaves the watch blind",
    "  } catch {\n    return null;",
    "  } catch (error) {\n    throw error;",
  ),
  inLooks(
    "a story whose instance has failed is taken for one that lives",
    `return instance.runtimeStatus === "completed" ? "ended" : "dead";`,
    `return "ended";`,
  ),
  inNews("news of the watch wake nobody", "if (news !== input.news) return", "if (news === null) return"),
  inNews(
    "a dead watch is waited for",
    `      if (!answer.value.isRunning) return { kind: "gone" };\n`.slice(2),
    "",
  ),
  inNews(
    "whoever waits for the watch gives up at the first question that is refused",
    `if (answer.kind === "trouble") continue;`,
    `if (answer.kind === "trouble") throw new Error(answer.trouble.code);`,
  ),
];
