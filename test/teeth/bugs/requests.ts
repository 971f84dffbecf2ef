import { plantedIn, type PlantedByPatch } from "../planted.ts";

const requests = "test/workflow/requests.test.ts";

const inRollBack = plantedIn("src/workflow/requests/roll-back.ts", requests);
const inStart = plantedIn("src/workflow/requests/start-upgrade.ts", requests);
const inSend = plantedIn("src/workflow/requests/send-command.ts", requests);
const inOwner = plantedIn("src/workflow/requests/owner.ts", requests);
const inView = plantedIn("src/workflow/requests/operation-view.ts", requests);
const inNotification = plantedIn("src/workflow/requests/take-notification.ts", requests);

/** What a person, an event or the timer asks for is answered wrongly. */
export const bugsOfRequests: readonly PlantedByPatch[] = [
  inRollBack(
    "a rollback that is asked for twice turns itself around",
    "if (isSame(owner, request.to)) return",
    "if (owner === null) return",
  ),
  inRollBack(
    "a rollback of another operation is taken for this one's",
    "if (request.operationId !== undefined && request.operationId !== id)",
    "if (request.operationId === null)",
  ),
  inRollBack(
    "the command is sent before anybody is there to take over",
    "  await operations.start(id, inputOf({ pair, epoch, command, deadOwner: owner, unfinished }));\n  if (commandId !== null) await operations.send(owner, command);\n",
    "  if (commandId !== null) await operations.send(owner, command);\n  await operations.start(id, inputOf({ pair, epoch, command, deadOwner: owner, unfinished }));\n",
  ),
  inRollBack(
    "nobody is there to take over from an owner that stays silent",
    "  await operations.start(id, inputOf({ pair, epoch, command, deadOwner: owner, unfinished }));\n",
    "",
  ),
  inRollBack(
    "a rollback goes to a cluster that nobody has kept",
    "if (kept.tags[keptTag] !== undefined) return undefined;",
    "if (kept.tags !== undefined) return undefined;",
  ),
  inRollBack(
    "a rollback to where users are moves them away",
    "if (to === active) return",
    "if (to === null) return",
  ),
  inRollBack(
    "a rollback after a failed swap starts a new one instead of finishing it",
    "const left = hasLeftUsersBetween(last, record) ? last : undefined;",
    "const left = undefined as typeof last;",
  ),
  inStart(
    "a dead owner counts as none for an event",
    `  if (owner.kind === "dead") return { kind: "held"`,
    `  if (owner.kind === null) return { kind: "held"`,
  ),
  inStart(
    "an event overrules a hold",
    "return hold === null ? undefined :",
    "return hold !== undefined ? undefined :",
  ),
  inStart(
    "an upgrade starts while users are between two sides",
    "if (!hasLeftUsersBetween(head, owner.record)) return undefined;",
    "if (head !== null) return undefined;",
  ),
  inStart(
    "an upgrade starts beside one that has not claimed the pair yet",
    `if (under?.runtimeStatus === "running") return`,
    `if (under?.runtimeStatus === "paused") return`,
  ),
  inStart(
    "an upgrade to another version is answered with the one that runs",
    "const same = isUpgrade && (wanted === null ||",
    "const same = isUpgrade && (wanted !== undefined ||",
  ),
  inSend(
    "a command that nobody will take is accepted",
    "return (await isTaken(doors, pair, { id, message }))\n",
    "return (await isTaken(doors, pair, { id, message })) !== null\n",
  ),
  inSend(
    "an abort puts away what had moved users",
    `if (message.command !== "abort" || isBetween) {`,
    `if (message.command !== "abort") {`,
  ),
  inSend(
    "a command is sent in a phase that does not allow it",
    "  if (!may(message.command, position))\n",
    "  if (position === null)\n",
  ),
  inOwner(
    "an owner whose instance has failed is taken for one that runs",
    `instance?.runtimeStatus === "running" ? "owned" : "dead"`,
    `instance?.runtimeStatus !== "completed" ? "owned" : "dead"`,
  ),
  inOwner(
    "a closed gate is no sign of users between two sides",
    "  if ((record?.closedGate ?? null) !== null) return true;\n",
    "",
  ),
  inOwner(
    "an operation that failed in the middle of its swap has left nobody between",
    `(head.outcome !== null && head.outcome !== "failed")`,
    "head.outcome !== null",
  ),
  inView(
    "an operation whose instance has failed is shown as if it ran",
    `if (instance?.runtimeStatus === "running" || instance?.runtimeStatus === "completed") return {};`,
    "if (head !== undefined) return {};",
  ),
  inNotification(
    "an event about the idle cluster starts an upgrade",
    "if (color !== active) {",
    "if (color === undefined) {",
  ),
];
