import { plantedIn, type PlantedByPatch } from "../planted.ts";

const errors = "test/azure/errors.test.ts";
const metrics = "test/azure/metrics.test.ts";
const asking = "test/azure/ask.test.ts";
const probing = "test/azure/prober.test.ts";
const gates = "test/azure/gates.test.ts";
const clusters = "test/azure/clusters.test.ts";
const layouts = "test/azure/front-door-layouts.test.ts";
const frontDoor = "test/azure/front-door.test.ts";
const records = "test/contract/pair-record.test.ts";
const addresses = "test/contract/addresses/addresses.test.ts";

const inErrors = plantedIn("src/azure/arm/errors.ts", errors);
const inReactions = plantedIn("src/azure/arm/reactions.ts", errors);
const inRaw = plantedIn("src/azure/arm/raw.ts", errors);
const inRetryAfter = plantedIn("src/azure/arm/retry-after.ts", errors);
const inAnswers = plantedIn("src/workflow/durable-answers.ts", "test/workflow/durable-answers.test.ts");
const inPolling = plantedIn("src/azure/arm/long-running.ts", "test/azure/long-running.test.ts");
const inSources = plantedIn("src/azure/metrics/sources.ts", metrics);
const inMetrics = plantedIn("src/azure/metrics/traffic.ts", metrics);
const inQuery = plantedIn("src/azure/metrics/query.ts", metrics);
const inAsk = plantedIn("src/azure/probing/ask.ts", asking);
const inCause = plantedIn("src/azure/probing/cause.ts", asking);
const inProber = plantedIn("src/azure/probing/prober.ts", probing);
const inHeaders = plantedIn("src/azure/probing/check-headers.ts", probing);
const inGates = plantedIn("src/azure/gates/gates.ts", gates, "test/contract/gates/gates.test.ts");
const inFrontDoorWrite = plantedIn("src/azure/front-door/write.ts", frontDoor);
const inFrontDoorRead = plantedIn("src/azure/front-door/read.ts", layouts, frontDoor);
const inFrontDoorWays = plantedIn("src/azure/front-door/ways.ts", layouts);
const inProfile = plantedIn("src/azure/front-door/profile.ts", layouts);
const inCapacity = plantedIn(
  "src/azure/aks/capacity.ts",
  clusters,
  "test/contract/clusters/clusters.test.ts",
);
const inClusters = plantedIn("src/azure/aks/clusters.ts", clusters);
const inJournals = plantedIn("src/azure/pair-record/journals.ts", records);
const inBlobs = plantedIn("src/azure/pair-record/blobs.ts", records);
const inClaimed = plantedIn("src/azure/pair-record/claimed-pairs.ts", records);
const inAddresses = plantedIn("src/azure/addresses/addresses.ts", addresses);
const inDeployer = plantedIn("src/azure/flux/deployer.ts", "test/azure/flux.test.ts");
const inRevisions = plantedIn("src/azure/flux/revisions.ts", "test/azure/flux.test.ts");

/** Azure's answers are misread, or something else is asked of it than was meant. */
export const bugsOfAdapters: readonly PlantedByPatch[] = [
  inErrors(
    "Retry-After is not heard",
    "const seconds = retryAfterSeconds(header);",
    "const seconds = undefined as number | undefined;",
  ),
  inErrors(
    "a sign-in that failed is a refusal for good",
    `if (signInTroubles.has(thrown.name ?? "")) return`,
    `if (thrown.name === "never") return`,
  ),
  inErrors(
    "texts from outside are kept whole",
    "text.length <= longestText ? text :",
    "text.length >= 0 ? text :",
  ),
  inReactions(
    "every conflict is waited out",
    `return isUnderWay || message === noReason ? "later" : "stop";`,
    `return isUnderWay || message !== null ? "later" : "stop";`,
  ),
  inReactions(
    "a conflict that will pass is for good",
    `return isUnderWay || message === noReason ? "later" : "stop";`,
    `return message === noReason ? "later" : "stop";`,
  ),
  inReactions(
    "a token that ran out stops the operation",
    `if (status === 401) return code === wrongTenant ? "stop" : "later";`,
    `if (status === 401) return "stop";`,
  ),
  inReactions("throttling is a refusal for good", "status === 429 || ", ""),
  inRaw("only the first page of a list is read", "target = page.nextLink || null;", "target = null;"),
  inRetryAfter(
    "milliseconds to wait are taken for seconds",
    "return Math.ceil(ms / 1000);",
    "return Math.ceil(ms);",
  ),
  inAnswers(
    "a text with 404 in it means that there is no such instance",
    "begins(error, noInstance)",
    `error instanceof Error && error.message.includes("404")`,
  ),
  inPolling(
    "garbage from a status URL is an end",
    "if (isNotFound(error)) return undefined;",
    `if (isNotFound(error)) return { kind: "succeeded" };`,
  ),
  inSources(
    "our own checks through the previews are users",
    `!known.has(dimensions["endpoint"]?.toLowerCase() ?? "")`,
    "dimensions !== null",
  ),
  inMetrics("status 0 is no error of an origin", "/^(5..|0+(xx)?)$/i", "/^5..$/i"),
  inMetrics(
    "only the status group tells errors",
    `[dimensions["httpstatus"], dimensions["httpstatusgroup"]]`,
    `[dimensions["httpstatusgroup"]]`,
  ),
  inMetrics(
    "an old minute of Front Door's probes counts as the newest",
    "const newest = Math.max(",
    "const newest = Math.min(",
  ),
  inMetrics(
    "the best edge speaks for an origin's health",
    "percentage: Math.min(...percentages)",
    "percentage: Math.max(...percentages)",
  ),
  inMetrics("no data is no requests", "counts.get(at) ?? null", "counts.get(at) ?? { blue: 0, green: 0 }"),
  inQuery("a minute that has only begun counts", " && atMs + minuteMs <= Date.parse(to)", ""),
  inQuery("Azure tells the first ten series, and the rest is missing", "      top: mostSeries,\n", ""),
  inQuery(
    "a metric that could not be told is nobody's requests",
    `if (code !== "Success") throw`,
    `if (code === "") throw`,
  ),
  inAsk("a body has no end", "if (body.length < mostBytes) return;", "if (body.length >= 0) return;"),
  inAsk("an exchange has no deadline", "      agent,\n      signal,\n", "      agent,\n"),
  inCause(
    "names that cannot be resolved are the environment's fault",
    `if (stage === "resolving" && code === deadline) return "network";`,
    "",
  ),
  inCause(
    "our own lack of sockets is the environment's fault",
    "if (code !== undefined && (ownTrouble.has(code) || ",
    "if (code !== undefined && (",
  ),
  inProber(
    "a preview answered by the standby is a pass",
    "if (named === look.color) return",
    `if (named !== "") return`,
  ),
  inProber(
    "a wrong status is a pass",
    "if (answer.status !== check.expectStatus) return",
    "if (answer.status === 0) return",
  ),
  inProber(
    "a slow answer is a pass",
    "return answer.latencyMs > check.latencyMs ?",
    "return answer.latencyMs > Infinity ?",
  ),
  inProber(
    "trouble of our own network is a failed look",
    "return unknown(look, `our own network: ${answer.why}`);",
    "return fail(look, answer.why);",
  ),
  inProber(
    "an origin that takes no connection is never at fault",
    "return (await isOursAlive(parts.ask, pair, look))",
    "return (await isOursAlive(parts.ask, pair, look)) === null",
  ),
  inHeaders(
    "the reference is sent where Key Vault gave no value",
    ` || value.startsWith("@Microsoft.KeyVault(")`,
    "",
  ),
  inGates(
    "a gate that answers nonsense is open",
    'if (!parsed.success || (status !== 200 && status !== 503))\n    return { kind: "noGate"',
    'if (!parsed.success) return { kind: "open", color: "blue", epoch: 0 };\n  if (status !== 200 && status !== 503)\n    return { kind: "noGate"',
  ),
  inGates("a gate that is unwell is open", `kind: status === 200 ? "open" : "unhealthy"`, `kind: "open"`),
  inGates(
    "the standby's gate speaks for the one that was asked",
    `if ("color" in answer && answer.color !== color)`,
    `if ("color" in answer && answer.color === null)`,
  ),
  inFrontDoorWrite("a route that is written is not enabled", `, enabledState: "Enabled" } };`, " } };"),
  inFrontDoorWrite(
    "an origin's state is left out of its write",
    "properties: { ...numbers, ...state }",
    "properties: numbers",
  ),
  inFrontDoorRead(
    "one of two routes is taken for both",
    "    usersRoutes.every(({ route }) =>",
    "    usersRoutes.some(({ route }) =>",
  ),
  inFrontDoorRead(
    "one enabled route is taken for both",
    "usersRoutes.every((one) => one.isOpen)",
    "usersRoutes.some((one) => one.isOpen)",
  ),
  inFrontDoorRead(
    "a write that is under way is not seen",
    "if (route >= 0) return",
    "if (route > 99) return",
  ),
  inFrontDoorWays(
    "rules that lead elsewhere are not looked at",
    "    ...rules.flatMap((at) =>",
    "    ...[].flatMap((at: never) =>",
  ),
  inFrontDoorWays(
    "an origin of nobody's is not looked at",
    "isOpen(origin) && colorOfHost",
    "!isOpen(origin) && colorOfHost",
  ),
  inProfile("a route counts though its endpoint is disabled", "isEnabled(properties.enabledState) && ", ""),
  inCapacity(
    "minima that are held already are held once more, and the old ones are lost",
    " || pool.tags?.[heldTag] !== undefined) return undefined;",
    ") return undefined;",
  ),
  inCapacity("minima are restored to nothing", "{ minCount: Number(before), tags }", "{ minCount: 0, tags }"),
  inClusters(
    "a cluster that is not ours is taken for ours",
    "if (there.tags?.[operationTag] !== operationId) throw nameTaken(id);",
    "",
  ),
  inClusters(
    "a copy is written over a cluster that came in between",
    `headers: { "if-none-match": "*" }`,
    "headers: {}",
  ),
  inJournals(
    "a journal keeps only the newest entries",
    "journal: [...(found?.journal ?? []), ...fresh]",
    "journal: [...(found?.journal ?? []).slice(1), ...fresh]",
  ),
  inJournals(
    "an entry that is told twice is there twice",
    "entries.filter((entry) => !told.has(entry.number))",
    "entries.filter((entry) => !told.has(-entry.number))",
  ),
  inJournals(
    "the newest operation is the first by name",
    "return ids.toSorted(newestFirst);",
    "return ids.toSorted();",
  ),
  inJournals(
    "the second page of operations is the first once more",
    "all.filter((id) => newestFirst(before, id) < 0)",
    "all",
  ),
  inBlobs(
    "a blob is written over what somebody else has written",
    `etag === undefined ? { ifNoneMatch: "*" } : { ifMatch: etag }`,
    "{}",
  ),
  inClaimed(
    "the pair of another operation is taken for this one's",
    "/claimed/${id}.json`",
    "/claimed.json`",
  ),
  inAddresses(
    "a DNS record is written over somebody else's",
    `record?.etag === undefined ? { ifNoneMatch: "*" } : { ifMatch: record.etag }`,
    "{}",
  ),
  inAddresses("one of several addresses is taken for all", "named.join(between)", `named[0] ?? ""`),
  inDeployer(
    "a kept cluster's configuration is taken as it is",
    "if (there !== undefined && isConfiguration) return changeTo",
    "if (there === null && isConfiguration) return changeTo",
  ),
  inRevisions(
    "workloads of another release are there",
    "if (theirs === undefined ||",
    "if (theirs !== null ||",
  ),
];
