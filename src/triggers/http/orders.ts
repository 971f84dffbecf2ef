import type { Pair } from "../../domain/environment/pair.ts";
import type { Command } from "../../domain/upgrade/commands.ts";
import type { Finding } from "../../domain/upgrade/findings.ts";
import { findPlan } from "../../workflow/requests/find-plan.ts";
import { rollBack } from "../../workflow/requests/roll-back.ts";
import { sendCommand, type PhaseForbids } from "../../workflow/requests/send-command.ts";
import { startUpgrade } from "../../workflow/requests/start-upgrade.ts";
import { accepted, json, pairNamed, type Question } from "./answer.ts";
import { bodyOf, commandBody, rollbackBody, upgradeBody } from "./body.ts";
import { commandLinks, pathWordOf } from "./links.ts";
import { ProblemError } from "./problem.ts";

/** Until roles exist a caller is whoever has the function key; forwarded identity headers can be forged. */
const by = "function-key";

/** What changes something. Each answers at once: the work is the orchestration's. */
export const postUpgrade: Question = async ({ doors, request }) => {
  const pair = pairNamed(doors, request);
  const { reason, target = null, dryRun = false } = await bodyOf(request, upgradeBody);
  if (dryRun) {
    const plan = await findPlan(doors.ports, pair, { kind: "upgrade", target });
    const refusal = plan.findings.find((finding) => finding.code === "TARGET_NOT_OFFERED");
    if (refusal !== undefined) throw refused(refusal);
    return json(200, plan);
  }
  const answer = await startUpgrade(doors, pair, { target, by, reason, from: "person" });
  switch (answer.kind) {
    case "started":
    case "running":
      return accepted(pair, answer.id);
    case "busy":
      throw conflict(
        "PAIR_BUSY",
        answer.id,
        `${answer.id} owns the pair: ${answer.doing}.`,
        "Wait for its end, or abort it.",
      );
    case "held":
      // a person's request clears a hold, so this is not reached by HTTP
      throw conflict(
        "PAIR_HELD",
        answer.id,
        `The pair is held since ${answer.id} ended ${answer.outcome}.`,
        "Ask again.",
      );
    case "refused":
      throw refused(answer.finding);
    default:
      return answer satisfies never;
  }
};

const titles: Readonly<Record<string, string>> = {
  TARGET_NOT_OFFERED: "Target not offered",
  NOTHING_TO_DO: "Nothing to upgrade",
};

const refused = (finding: Finding): ProblemError => {
  const { code, message: detail, resource, fix } = finding;
  const notOffered = code === "TARGET_NOT_OFFERED";
  const title = titles[code] ?? "Not ready";
  return new ProblemError({ status: notOffered ? 422 : 409, code, title, detail, resource, fix });
};

export const postRollback: Question = async ({ doors, request, context }) => {
  const pair = pairNamed(doors, request);
  const { reason, to, operationId } = await bodyOf(request, rollbackBody);
  const command = { command: "rollBack", id: context.invocationId, by, reason } as const;
  const answer = await rollBack(doors, pair, { command, to, operationId });
  switch (answer.kind) {
    case "accepted":
      return accepted(pair, answer.id);
    case "nothingToGoBackTo":
      throw conflict("NOTHING_TO_GO_BACK_TO", answer.resource, answer.why, "Start an upgrade instead.");
    case "phaseForbids":
      throw forbidden("rollBack", pair, answer);
    case "otherOperation":
      throw otherOperation(answer);
    default:
      return answer satisfies never;
  }
};

/** One POST for each command that is handed to the running operation as it is. */
export const postCommand =
  (command: Exclude<Command, "rollBack">): Question =>
  async ({ doors, request, context }) => {
    const pair = pairNamed(doors, request);
    const { reason, operationId } = await bodyOf(request, commandBody);
    const message = { command, id: context.invocationId, by, reason };
    const answer = await sendCommand(doors, pair.name, { message, operationId });
    switch (answer.kind) {
      case "accepted":
        return accepted(pair, answer.id);
      case "nothingRuns":
        throw conflict(
          "NOTHING_RUNS",
          pair.name,
          `No operation of ${pair.name} runs, so there is nothing to ${command}.`,
          "Start an upgrade first.",
        );
      case "phaseForbids":
        throw forbidden(command, pair, answer);
      case "otherOperation":
        throw otherOperation(answer);
      default:
        return answer satisfies never;
    }
  };

function forbidden(command: Command, pair: Pair, { id, position, allowed }: PhaseForbids): ProblemError {
  const what = command === "rollBack" ? "roll back" : command;
  const words = allowed.map(pathWordOf).join(", ");
  return new ProblemError({
    status: 409,
    code: "PHASE_FORBIDS",
    title: "The phase forbids this",
    detail: `${id} is ${position.phase}; one cannot ${what} there.`,
    resource: id,
    fix: allowed.length === 0 ? "Wait for its end." : `Allowed now: ${words}.`,
    allowed,
    links: commandLinks(pair.name, allowed),
  });
}

const otherOperation = ({ asked, id }: { asked: string; id: string | null }): ProblemError =>
  conflict(
    "OTHER_OPERATION",
    asked,
    id === null
      ? `${asked} does not own the pair; nobody does.`
      : `${asked} does not own the pair; ${id} does.`,
    "Look at the operation that owns the pair now, then ask again.",
  );

const conflict = (code: string, resource: string, ...[detail, fix]: [string, string]): ProblemError =>
  new ProblemError({ status: 409, code, title: "Not possible now", detail, resource, fix });
