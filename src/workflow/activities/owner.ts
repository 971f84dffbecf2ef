import { otherColor } from "../../domain/environment/pair.ts";
import { phaseOf } from "../../domain/upgrade/commands.ts";
import type { Twin } from "../../domain/upgrade/credentials.ts";
import type { OperationId } from "../../domain/upgrade/pair-record.ts";
import type { Outcome } from "../../domain/upgrade/phases.ts";
import type { JournalEntry } from "../../domain/upgrade/operation.ts";
import type { ActivePlan } from "../phases/planning.ts";
import type { OperationDocument, Operations, Ports } from "../ports.ts";
import { hasLeftUsersBetween, headIn } from "../requests/owner.ts";
import type { Step } from "../step.ts";

export interface OwnersWord {
  /** It has taken the command, or is at it already. */
  readonly hasAcknowledged: boolean;
  readonly outcome: Outcome | null;
}

/** What an operation has made of a command, by its own journal. */
export const readOwnersWord: Step<{ pair: string; owner: OperationId; commandId: string }, OwnersWord> = {
  name: "readOwnersWord",
  run: async (ports, { pair, owner, commandId, at }, operations) => {
    const document = await documentOf({ ports, operations, at }, pair, owner);
    if (document === undefined) return { hasAcknowledged: false, outcome: null };
    const { head, journal } = document;
    const hasTaken = ({ event, data }: JournalEntry) =>
      event === "command.received" && data["commandId"] === commandId;
    // it may have turned around by itself, and does what it was asked for
    const isAtIt = head.outcome === null && phaseOf(head.position) === "rollingBack";
    return { hasAcknowledged: isAtIt || journal.some(hasTaken), outcome: head.outcome };
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
export interface Unfinished {
  /** null: it had not got as far as a plan. */
  readonly plan: ActivePlan | null;
  /** Users may have been moved: they are taken back. Else it is put away as an abort would. */
  readonly hasMovedUsers: boolean;
  readonly expectsTraffic: boolean;
  /** What the candidate's host name led to before it was changed. */
  readonly formerAddress: string | null;
  readonly twins: readonly Twin[];
  /** ISO 8601: when a stop of the environment that users left may have been sent. */
  readonly stopSentBy: string | null;
}

export const readUnfinished: Step<{ pair: string; owner: OperationId }, Unfinished> = {
  name: "readUnfinished",
  run: async (ports, { pair, owner, at }, operations) => {
    const document = await lastLearned({ ports, operations, at }, pair, owner);
    const record = (await ports.records.read(pair))?.record;
    const told = toldIn(document);
    const hasMovedUsers = hasLeftUsersBetween(document?.head, record);
    return { plan: planOf(pair, document), hasMovedUsers, ...told };
  },
};

interface Asked {
  readonly ports: Ports;
  readonly operations: Operations;
  /** ISO 8601. */
  readonly at: string;
}

/** More take-overs of take-overs than this are not followed. */
const mostPredecessors = 8;

/** Whoever took over may have died before it learned anything: then the one that it took over from is asked. */
async function lastLearned(
  asked: Asked,
  pair: string,
  owner: OperationId,
): Promise<OperationDocument | undefined> {
  let document = await documentOf(asked, pair, owner);
  for (let asks = 0; asks < mostPredecessors; asks += 1) {
    const before = document === undefined ? await newestOf(asked.ports, pair) : predecessorIn(document);
    if (before === undefined) return document;
    document = await documentOf(asked, pair, before);
  }
  return document;
}

const newestOf = async (ports: Ports, pair: string): Promise<OperationId | undefined> =>
  (await ports.journals.newest(pair))?.id;

/** Whom an operation took over from that has no plan yet. */
function predecessorIn({ head, journal }: OperationDocument): OperationId | undefined {
  if (head.candidate !== null) return undefined;
  const taken = journal.findLast(({ event }) => event === "owner.superseded")?.data["owner"];
  return taken as OperationId | undefined;
}

/** Where the journal cannot be read, what its instance has told Durable is enough to take users back. */
async function documentOf(
  { ports, operations, at }: Asked,
  pair: string,
  owner: OperationId,
): Promise<OperationDocument | undefined> {
  try {
    return await ports.journals.read(pair, owner);
  } catch (error) {
    const head = headIn(await operations.instance(owner), owner);
    if (head === undefined || !hasLeftUsersBetween(head, undefined)) throw error;
    // whether a stop has been sent is not known: one may be on its way right now
    return { head, journal: [{ number: 1, at, event: "previous.quiet", data: {} }] };
  }
}

function toldIn(document: OperationDocument | undefined) {
  const last = (event: JournalEntry["event"]) =>
    document?.journal.findLast((entry) => entry.event === event)?.data;
  const address = document?.journal.findLast(({ event }) => event.startsWith("address."));
  const credentials = document?.journal.findLast(({ event }) => event.startsWith("credentials."));
  const from = address?.event === "address.updated" ? address.data["from"] : null;
  return {
    formerAddress: typeof from === "string" ? from : null,
    twins: credentials?.event === "credentials.made" ? (credentials.data["twins"] as readonly Twin[]) : [],
    expectsTraffic: last("plan.made")?.["expectsTraffic"] !== false,
    stopSentBy: document?.journal.findLast((entry) => entry.event === "previous.quiet")?.at ?? null,
  };
}

function planOf(pair: string, document: OperationDocument | undefined): ActivePlan | null {
  const head = document?.head;
  const candidate = head?.candidate ?? null;
  if (head === undefined || candidate === null) return null;
  const active = otherColor(candidate);
  return {
    pair,
    kind: "rollback",
    active,
    candidate,
    isEscape: true,
    buildVersion: null,
    versions: head.versions,
    steps: [],
    expectedMinutes: 0,
    rollbackMinutes: 0,
    wayBack: head.wayBack ?? { how: `one write of the users' route back to ${active}`, until: null },
    findings: [],
    differences: [],
    attached: [],
    doubleRun: [],
  };
}
