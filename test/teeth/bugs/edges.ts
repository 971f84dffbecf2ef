import { plantedIn, type PlantedByPatch } from "../planted.ts";

const inGate = plantedIn("infra/gate/gate.mjs", "test/infra/gate.test.ts", "test/infra/gate-record.test.ts");
const inRecord = plantedIn("infra/gate/gate.mjs", "test/infra/gate-record.test.ts");
const inHook = plantedIn("infra/hooks/lay-once.sh", "test/infra/hooks.test.ts");
const inFolder = plantedIn("src/pair-folder.ts", "test/roots/pair-folder.test.ts");
const inFaults = plantedIn("src/domain/environment/pair-faults.ts", "test/domain/pair-faults.test.ts");
const inValidate = plantedIn("src/validate.ts", "test/roots/validate.test.ts");
const inOrders = plantedIn("src/triggers/http/orders.ts", "test/triggers/http.test.ts");
const inQuestions = plantedIn("src/triggers/http/claimed-pair.ts", "test/triggers/broken-pairs.test.ts");
const inBody = plantedIn("src/triggers/http/body.ts", "test/triggers/http.test.ts");

/** What stands at the edge of the product: the gate, the hooks, pair files, the HTTP API. */
export const bugsOfEdges: readonly PlantedByPatch[] = [
  inGate(
    "the gate answers HEAD with a body",
    "      response.end(request.method",
    `      if (request.method === "HEAD") response.socket?.end(text);\n      response.end(request.method`,
  ),
  inGate(
    "a gate that the record closes says so, but stays green",
    `send(gate === "open" && isHealthy ? 200 : 503,`,
    "send(isHealthy ? 200 : 503,",
  ),
  inGate(
    "the gate stays open while the application is not well",
    `send(gate === "open" && isHealthy ? 200 : 503,`,
    `send(gate === "open" ? 200 : 503,`,
  ),
  inGate(
    "the gate tells the internet which cluster and version stands behind it",
    "const inside = tellsAll ?",
    "const inside = tellsAll !== null ?",
  ),
  inGate("a redirect of the application is a good answer", `redirect: "manual"`, `redirect: "follow"`),
  inRecord(
    "a stale read of the record opens a gate that was closed since",
    "if (found.epoch < known.epoch) {",
    "if (found.epoch < 0) {",
  ),
  inRecord(
    "a record that cannot be read closes the gate",
    `if (status === 200) return parseRecord(text);`,
    `if (status >= 500) return { epoch: 99, closedGate: /** @type {any} */ (process.env["COLOR"]) };\n  if (status === 200) return parseRecord(text);`,
  ),
  inRecord(
    "a gate that restarts has forgotten that it was closed",
    `if (stateFile !== "") known = parseRecord(`,
    `if (stateFile === "never") known = parseRecord(`,
  ),
  inHook(
    "the hook takes every failure of az for not laid yet",
    `if echo "$said" | grep -qE '(^|[^A-Za-z])((Parent)?ResourceNotFound|NotFound)([^A-Za-z]|$)'; then`,
    "if true; then",
  ),
  inHook(
    "the hook lays the layout a second time",
    `    refuse "the Front Door layout is laid already. Run: azd env set LAY_FRONT_DOOR false"`,
    "    exit 0",
  ),
  inHook("the hook reads True as false", "  false) exit 0 ;;", "  false | True) exit 0 ;;"),
  inFolder(
    "one broken pair file stops the app",
    "  const files = readPairFolder(folder);\n  const pairs",
    `  const files = readPairFolder(folder);\n  if (files.some(({ faults }) => faults.length > 0)) throw new Error("broken");\n  const pairs`,
  ),
  inFolder(
    "a pair whose file is faulty is used all the same",
    "pair !== undefined && faults.length === 0",
    "pair !== undefined",
  ),
  inFolder(
    "two pair files that name one thing are fine",
    "[...faults, ...conflicts.filter(",
    "[...faults, ...[].filter(",
  ),
  inFaults("a route of another profile is fine", "id.toLowerCase().startsWith(own)", "id.length > 0"),
  inFaults("placeholders are ids", "placeholder.test(id) || ", ""),
  inValidate(
    "validate says that it is wrong, and is content",
    "return lines.length === 0 ? exitCodes.fine : exitCodes.faulty;",
    "return exitCodes.fine;",
  ),
  inValidate(
    "a sample may be deployed",
    "isForDeployment && isSample(pair)",
    "isForDeployment && !isSample(pair)",
  ),
  inOrders("a dry run starts the upgrade", "if (dryRun) {", "if (dryRun === null) {"),
  inOrders(
    "a command that no phase allows is answered 202",
    `      case "phaseForbids":\n        throw forbidden(command, pair, answer);`,
    `      case "phaseForbids":\n        return accepted(pair, answer.id);`,
  ),
  inQuestions(
    "a pair whose file broke is out of reach while its operation runs",
    "if (pair === undefined) return doors;",
    "if (pair !== null) return doors;",
  ),
  inBody("a body of any size is read", "const mostBytes = 4096;", "const mostBytes = 4_096_000;"),
];
