import { plantedIn, type PlantedByPatch } from "../planted.ts";

const inRouter = plantedIn("src/workflow/activities/router.ts", "test/workflow/guarded-writes.test.ts");
const inClusters = plantedIn("src/workflow/activities/clusters.ts", "test/workflow/guarded-writes.test.ts");
const inAddresses = plantedIn("src/workflow/activities/addresses.ts", "test/workflow/guarded-writes.test.ts");
const inGates = plantedIn("src/workflow/activities/gates.ts", "test/workflow/guarded-writes.test.ts");
const inGuarded = plantedIn("src/workflow/activities/guarded.ts", "test/workflow/guarded-writes.test.ts");

/** Guards that nobody asks: the write goes out as it did before there were any. */
export const bugsOfGuardedWrites: readonly PlantedByPatch[] = [
  inRouter("no guard of the router is asked", "    obey(await guardOf(", "    void (await guardOf("),
  inRouter("staging asks no guard", "      return mayStage({ router, candidate });", "      return go;"),
  inRouter(
    "the swap asks no guard",
    "return maySwap({ ...evidence, router, candidate, gate, health, isEscape, now });",
    "return gate === null ? maySwap({ ...evidence, router, candidate, gate, health, isEscape, now }) : go;",
  ),
  inRouter("a share asks no guard", "return mayShare({ ...evidence, candidate, now });", "return go;"),
  inRouter(
    "retiring asks no guard",
    "return mayRetire({ ...evidence, router, candidate, isEscape, now });",
    "return go;",
  ),
  inRouter("the way back asks no guard", "return wayBackGuard(ports, pair, order);", "return go;"),
  inClusters("the stop asks no guard", "obey(mayStop(", "void (mayStop("),
  inClusters(
    "the stop asks a router that was read before everything else",
    "    const cluster = await find(ports, pair, color);\n    if (cluster",
    "    const before = await ports.router.read(pair);\n    ports = { ...ports, router: { ...ports.router, read: async () => before } };\n    const cluster = await find(ports, pair, color);\n    if (cluster",
  ),
  inClusters(
    "building and upgrading ask no guard",
    "    obey(answer, { what: `written",
    "    void (answer, { what: `written",
  ),
  inAddresses(
    "the address is written while users come by that name",
    "    obey(mayChange(",
    "    void (mayChange(",
  ),
  inGates(
    "the gate is opened while the router leads users there again",
    "write === undefined ? go :",
    "write !== null ? go :",
  ),
  inGuarded(
    "what may pass by itself is refused for good",
    `reaction: answer.passes ? "later" : "stop"`,
    `reaction: answer.passes ? "stop" : "later"`,
  ),
  inGuarded(
    "a guard's refusal is taken for its consent",
    `if (answer.kind === "go") return;`,
    `if (answer.kind === "refused") return;`,
  ),
];
