import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { Pair } from "../../domain/environment/pair.ts";
import { activeColor } from "../../domain/swap/layout.ts";
import { parseOperationId, type OperationId } from "../../domain/upgrade/pair-record.ts";
import { findPlan } from "../../workflow/requests/find-plan.ts";
import { findReadiness } from "../../workflow/requests/find-readiness.ts";
import { findOperation, viewOf, type OperationView } from "../../workflow/requests/operation-view.ts";
import { unassigned } from "../../workflow/requests/take-notification.ts";
import { json, operationNamed, operationUnknown, pairNamed, type Question } from "./answer.ts";
import { withLinks } from "./links.ts";
import { ProblemError } from "./problem.ts";

/** What can be asked without changing anything. */
export const getPairs: Question = async ({ doors }) => {
  const { ports } = doors;
  const pairs = await Promise.all(
    ports.pairs.list().map(async ({ name }) => {
      const record = (await ports.records.read(name))?.record;
      return { name, operationId: record?.operationId ?? null, hold: record?.hold ?? null };
    }),
  );
  const notices = await ports.journals.notices(unassigned);
  return json(200, { pairs, broken: ports.pairs.broken(), notices });
};

export const getPair: Question = async ({ doors, request }) => {
  const { ports } = doors;
  const pair = pairNamed(doors, request);
  const record = (await ports.records.read(pair.name))?.record ?? null;
  const active = activeColor(await ports.router.read(pair), record?.closedGate) ?? null;
  const owner = record?.operationId ?? null;
  const operation = owner === null ? null : ((await findOperation(doors, pair.name, owner)) ?? null);
  const notices = await ports.journals.notices(pair.name);
  const shown = operation === null ? null : withLinks(withoutJournal(operation));
  return json(200, { name: pair.name, active, record, operation: shown, notices });
};

function withoutJournal(view: OperationView): Omit<OperationView, "journal"> {
  const { journal: _told, ...head } = view;
  return head;
}

export const getReadiness: Question = async ({ doors, request }) =>
  json(200, await findReadiness(doors.ports, pairNamed(doors, request)));

export const getPlan: Question = async ({ doors, request }): Promise<HttpResponseInit> =>
  json(200, await findPlan(doors.ports, pairNamed(doors, request), { kind: "upgrade", target: null }));

export const getOperations: Question = async ({ doors, request }) => {
  const pair = pairNamed(doors, request);
  const before = beforeOf(pair, request);
  // the record before the heads: who has lost the pair by now has told his outcome by then, if there was one to tell
  const record = (await doors.ports.records.read(pair.name))?.record;
  const heads = await doors.ports.journals.list(pair.name, before);
  const last = heads.length < pageSize ? undefined : heads.at(-1);
  const next = last === undefined ? null : `/api/pairs/${pair.name}/operations?before=${last.id}`;
  return json(200, { operations: heads.map((head) => withLinks(viewOf(head, record))), next });
};

/** As many as a page of the journals has at most. */
const pageSize = 50;

function beforeOf(pair: Pair, request: HttpRequest): OperationId | undefined {
  const before = request.query.get("before");
  if (before === null) return undefined;
  const parsed = parseOperationId(before);
  if (parsed?.pair === pair.name) return parsed.id;
  throw new ProblemError({
    status: 400,
    code: "MALFORMED_QUERY",
    title: "Malformed query",
    detail: `before is no id of an operation of ${pair.name}.`,
    resource: "query",
    fix: "Use the link that the page before has as next.",
  });
}

export const getOperation: Question = async ({ doors, request }) => {
  const pair = pairNamed(doors, request);
  const id = operationNamed(pair, request);
  const view = await findOperation(doors, pair.name, id);
  if (view === undefined) throw operationUnknown(pair, id);
  return json(200, withLinks(view));
};
