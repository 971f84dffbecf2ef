import { actionTypes, type Action, type ActivityAction, type ChildAction } from "../actions.ts";
import { callHttp } from "./call-http.ts";
import { callEntity, lockEntities, releaseEntities, signalEntity } from "./entities.ts";
import { retry } from "./retry.ts";
import { startTimer } from "./timers.ts";
import { waitFor } from "./waiters.ts";
import { decide, jsonInput, type FunctionKind, type Settle, type Walk } from "./walk.ts";

/** Starts what the action asks for. `settle` is called when it has ended, which may be at once. */
export function startAction(walk: Walk, action: Action, settle: Settle): void {
  if (isMissing(walk, action)) return;
  const start = starters[action.actionType] as Starter<Action> | undefined;
  if (start === undefined) {
    throw new UnsupportedAction(
      `Received an unexpected action type from the out-of-proc function: '${action.actionType}'.`,
    );
  }
  start(walk, action, settle);
}

type Starter<Each> = (walk: Walk, action: Each, settle: Settle) => void;

type OfType<Type, Each = Action> = Each extends { actionType: infer Own }
  ? Type extends Own
    ? Each
    : never
  : never;

type Starters = { readonly [Type in Action["actionType"]]: Starter<OfType<Type>> };

/** All the time that .NET knows. */
const [firstMs, lastMs] = [Date.parse("0001-01-01T00:00:00Z"), Date.parse("9999-12-31T23:59:59.999Z")];

const starters: Starters = {
  [actionTypes.activity]: callActivity,
  [actionTypes.activityWithRetry]: retrying(callActivity),
  [actionTypes.child]: callChild,
  [actionTypes.childWithRetry]: retrying(callChild),
  [actionTypes.continueAsNew]: (walk, action, settle) => {
    walk.continueAsNew = { input: jsonInput(action.input) };
    settle(false);
  },
  [actionTypes.timer]: (walk, action, settle) => {
    const { fireAt, isCanceled: isCancelled } = action;
    const fireAtMs = Date.parse(fireAt);
    // an invalid date comes as null
    const isDate = fireAtMs >= firstMs && fireAtMs <= lastMs;
    if (!isDate)
      throw new UnsupportedAction(`createTimer takes a date of the years 1 to 9999, not ${String(fireAt)}.`);
    startTimer(walk, { fireAtMs, isCancelled }, settle);
  },
  [actionTypes.wait]: (walk, action, settle) => waitFor(walk, action.externalEventName, settle),
  [actionTypes.callEntity]: callEntity,
  [actionTypes.callHttp]: callHttp,
  [actionTypes.signalEntity]: (walk, action, settle) => {
    signalEntity(walk, action);
    settle(false);
  },
  [actionTypes.whenAny]: (walk, { compoundActions }, settle) =>
    startAll(walk, compoundActions, { needed: 1, settle }),
  [actionTypes.whenAll]: (walk, { compoundActions }, settle) =>
    startAll(walk, compoundActions, { needed: compoundActions.length, settle }),
  [actionTypes.lock]: lockEntities,
  [actionTypes.release]: (walk, _action, settle) => {
    releaseEntities(walk);
    settle(false);
  },
};

/** Fails the orchestration, with this message. */
export class UnsupportedAction extends Error {}

function retrying<Each extends ActivityAction | ChildAction>(call: Starter<Each>): Starter<Each> {
  return (walk, action, settle) => {
    const { retryOptions: options, functionName } = action;
    if (options === undefined) return call(walk, action, settle);
    const what = `the call of '${functionName}'`;
    return retry(walk, { options, what, call: (ended) => call(walk, action, ended) }, settle);
  };
}

function callActivity(walk: Walk, action: ActivityAction, settle: Settle): void {
  const input = JSON.stringify([action.input ?? null]);
  decide(walk, { kind: "activity", name: action.functionName, input }, settle);
}

function callChild(walk: Walk, action: ChildAction, settle: Settle): void {
  const { functionName: name, instanceId, version, input } = action;
  decide(
    walk,
    {
      kind: "child",
      name,
      instanceId: instanceId ?? null,
      version: version ?? null,
      input: jsonInput(input),
    },
    settle,
  );
}

/** Starts all and settles once `needed` of them have ended. .NET's WhenAll waits for every one, also after a failure. */
function startAll(
  walk: Walk,
  actions: readonly Action[],
  { needed, settle }: { needed: number; settle: Settle },
): void {
  let left = needed;
  for (const action of actions) {
    startAction(walk, action, (hasFailed) => {
      left -= 1;
      if (left === 0) settle(hasFailed);
    });
  }
}

/**
 * The extension swallows the error of a call to a function that does not exist: nothing is scheduled, ever
 * (https://github.com/Azure/azure-functions-durable-js/issues/197).
 */
function isMissing(walk: Walk, action: Action): boolean {
  const called = calledBy(action);
  if (called === undefined || walk.input.isKnown(called.kind, called.name)) return false;
  walk.dangers.push({
    message: `Step ${walk.cursor} calls the ${called.kind} function '${called.name}', which the app has not registered, or which is disabled. Nothing is scheduled and the instance stays Running for ever; register it, or correct the name.`,
  });
  return true;
}

function calledBy(action: Action): { kind: FunctionKind; name: string } | undefined {
  if ("functionName" in action) {
    const isActivity =
      action.actionType === actionTypes.activity || action.actionType === actionTypes.activityWithRetry;
    return { kind: isActivity ? "activity" : "orchestration", name: action.functionName };
  }
  if ("operation" in action) return { kind: "entity", name: action.instanceId.split("@")[1] ?? "" };
  return undefined;
}
