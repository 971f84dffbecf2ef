import type { HttpResponseInit } from "@azure/functions";
import { activeColor } from "../../domain/swap/layout.ts";
import { findPlan } from "../../workflow/requests/find-plan.ts";
import { findReadiness } from "../../workflow/requests/find-readiness.ts";
import { findOperation, viewOf } from "../../workflow/requests/operation-view.ts";
import { unassigned } from "../../workflow/requests/take-notification.ts";
import { json, operationNamed, operationUnknown, pairNamed, type Question } from "./answer.ts";

/** What can be asked without changing anything. */
export const getPairs: Question = async ({ doors }) => {
  const { ports } = doors;
  const pairs = await Promise.all(
    ports.pairs.list().map(async ({ name }) => {
      const record = (await ports.records.read(name))?.record;
      return { name, operationId: record?.operationId ?? null, hold: record?.hold ?? null };
    }),
  );
  return json(200, { pairs, notices: await ports.journals.notices(unassigned) });
};

export const getPair: Question = async ({ doors, request }) => {
  const { ports } = doors;
  const pair = pairNamed(doors, request);
  const record = (await ports.records.read(pair.name))?.record ?? null;
  const active = activeColor(await ports.router.read(pair), record?.closedGate) ?? null;
  const owner = record?.operationId ?? null;
  const operation = owner === null ? null : ((await findOperation(doors, pair.name, owner)) ?? null);
  const notices = await ports.journals.notices(pair.name);
  return json(200, { name: pair.name, active, record, operation: withoutJournal(operation), notices });
};

function withoutJournal<View extends { journal?: unknown }>(view: View | null): Omit<View, "journal"> | null {
  if (view === null) return null;
  const { journal: _told, ...head } = view;
  return head;
}

export const getReadiness: Question = async ({ doors, request }) =>
  json(200, await findReadiness(doors.ports, pairNamed(doors, request)));

export const getPlan: Question = async ({ doors, request }): Promise<HttpResponseInit> =>
  json(200, await findPlan(doors.ports, pairNamed(doors, request), { kind: "upgrade", target: null }));

export const getOperations: Question = async ({ doors, request }) => {
  const heads = await doors.ports.journals.list(pairNamed(doors, request).name);
  return json(200, { operations: heads.map(viewOf) });
};

export const getOperation: Question = async ({ doors, request }) => {
  const pair = pairNamed(doors, request);
  const id = operationNamed(pair, request);
  const view = await findOperation(doors, pair.name, id);
  if (view === undefined) throw operationUnknown(pair, id);
  return json(200, view);
};
