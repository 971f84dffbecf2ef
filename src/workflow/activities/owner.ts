import { otherColor } from "../../domain/environment/pair.ts";
import type { OperationId } from "../../domain/upgrade/pair-record.ts";
import { OutsideError } from "../errors.ts";
import type { ActivePlan } from "../phases/planning.ts";
import type { Step } from "../step.ts";

/** Whether an operation has taken a command: it says so in its journal, or it has ended. */
export const readAcknowledged: Step<{ pair: string; owner: OperationId; commandId: string }, boolean> = {
  name: "readAcknowledged",
  run: async (ports, { pair, owner, commandId }) => {
    const document = await ports.journals.read(pair, owner);
    if (document === undefined) return false;
    return (
      document.head.outcome !== null ||
      document.journal.some((entry) => entry.data["commandId"] === commandId)
    );
  },
};

/** Its children live on; they can write nothing under their epoch. */
export const terminateOwner: Step<{ owner: OperationId; by: OperationId }, null> = {
  name: "terminateOwner",
  run: async (_ports, { owner, by }, operations) => {
    await operations.terminate(owner, `superseded by ${by}`);
    return null;
  },
};

/** What an operation that did not finish was doing, by its own journal: the roles in it never change. */
export const readUnfinished: Step<{ pair: string; owner: OperationId }, ActivePlan> = {
  name: "readUnfinished",
  run: async (ports, { pair, owner }) => {
    const head = (await ports.journals.read(pair, owner))?.head;
    const candidate = head?.candidate ?? null;
    if (head === undefined || candidate === null) throw unknownRoles(owner);
    const active = otherColor(candidate);
    return {
      pair,
      kind: "rollback",
      active,
      candidate,
      buildVersion: null,
      versions: head.versions,
      steps: [],
      expectedMinutes: 0,
      rollbackMinutes: 0,
      wayBack: head.wayBack ?? { how: `one write of the users' route back to ${active}`, until: null },
      findings: [],
    };
  },
};

const unknownRoles = (owner: OperationId): OutsideError =>
  new OutsideError({
    reaction: "stop",
    code: "ROLES_UNKNOWN",
    message: "Its journal does not tell which environment was the candidate.",
    resource: owner,
    fix: "Point the users' route to the good environment by hand, then start an upgrade.",
  });
