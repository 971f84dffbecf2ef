import type { HostJson } from "../app/settings.ts";
import { CutOff } from "../app/cut-off.ts";
import { messageOf } from "../host-error.ts";
import { parseFailure, type TurnAnswer } from "./actions.ts";
import { countDeath, deadly, isDeadly } from "./deaths.ts";
import type { Engine } from "./engine.ts";
import { orchestratorFailure, unknownFunction } from "./failure.ts";
import { completed, eventTypes } from "./history-event.ts";
import { openingEvents } from "./opening-events.ts";
import { endOf, type Ending } from "./outcome.ts";
import { replayDanger } from "./replay-check.ts";
import { sanitize } from "./sanitizer.ts";
import type { Turn } from "./records.ts";
import type { Instance } from "./state.ts";
import { decideTurn, type TurnInput } from "./turn.ts";
import type { Payload } from "./turn-payload.ts";
import { judgeVersion, versionMismatch } from "./versions.ts";

/** One turn of an orchestrator: replay its code over the history, then journal what it decided. */
export async function runTurn(engine: Engine, id: string): Promise<void> {
  const instance = engine.state.instances.get(id);
  if (instance === undefined) return;
  const { mode, hostJson, functions, warn } = engine.options;
  const verdict = judgeVersion(instance.version, hostJson);
  if (verdict !== "runs" && !isBeingTerminated(instance)) {
    if (verdict === "fails") return await failByVersion(engine, instance);
    const hangs = hangsByVersion(instance, hostJson);
    return mode === "faithful" ? park(engine, instance, hangs) : await failAtOnce(engine, instance, hangs);
  }
  if (isDeadly(engine, id)) return await setAside(engine, instance);
  const failure = engine.midTurnRestarts.failureOf(instance);
  if (failure !== undefined && !isBeingTerminated(instance)) return await failBy(engine, instance, failure);
  const at = engine.now();
  const taken = [...instance.inbox];
  const answer = await ask(
    engine,
    instance,
    engine.payloads.payloadOf(instance, openingEvents(instance, taken, at)),
  );
  if (answer instanceof CutOff) return await countDeath(engine, id, answer);
  const input: TurnInput = {
    instance,
    taken,
    at,
    answer,
    mode,
    simulate: (simulated) => engine.simulator.simulate(simulated),
    isKnown: (kind, name) => functions.takesCalls(kind, name),
    defaultVersion: hostJson.defaultVersion,
    warn: (message) => warn(id, message),
  };
  const decided = decide(engine, input);
  const left = engine.midTurnRestarts.leftOf(decided, instance);
  // a job host that has just begun remembers no earlier turn
  if (left !== decided) {
    engine.forgetTurns(id);
    warn(id, "The job host restarts in the middle of its turn, which is lost half-done: a fault on purpose.");
  }
  await engine.commit({ kind: "turn", ...left });
}

/** What an orchestrator asks for may be nothing that can be done; that is its failure and not the host's. */
function decide(engine: Engine, input: TurnInput): Turn {
  const { instance, answer, mode } = input;
  try {
    return decideTurn(mode === "strict" ? { ...input, answer: checked(engine, instance, answer) } : input);
  } catch (error) {
    const failure = orchestratorFailure(instance.name, messageOf(error));
    return decideTurn({ ...input, answer: { failure } });
  }
}

function checked(engine: Engine, instance: Instance, answer: TurnInput["answer"]): TurnInput["answer"] {
  if ("failure" in answer) return answer;
  const danger = replayDanger(engine.lastSteps, instance, answer.actions);
  return danger === undefined
    ? answer
    : { failure: orchestratorFailure(instance.name, `[strict] ${danger}`) };
}

async function ask(
  engine: Engine,
  instance: Instance,
  payload: Payload,
): Promise<TurnInput["answer"] | CutOff> {
  const { functions } = engine.options;
  const target = functions.find("orchestration", instance.name);
  if (target === undefined) {
    const known = functions.names("orchestration");
    const message = unknownFunction(instance.name, "an orchestrator", known);
    return { failure: orchestratorFailure(instance.name, message) };
  }
  try {
    const { returnValue, reusedCalls = [] } = await functions.invoke({ target, ...payload });
    return { ...engine.answers.read(instance, returnValue?.json ?? "{}"), reusedCalls };
  } catch (error) {
    if (error instanceof CutOff) return error;
    const message = sanitize(messageOf(error));
    return readFailure(message) ?? { failure: orchestratorFailure(instance.name, message) };
  }
}

/** The sanitizer may have corrupted the text; production then sees an orchestrator that did nothing. */
function readFailure(message: string): TurnAnswer | undefined {
  try {
    return parseFailure(message);
  } catch {
    return { actions: [], isDone: false, output: null, customStatus: undefined, error: message };
  }
}

const hangsByVersion = ({ version }: Instance, { defaultVersion }: HostJson): string =>
  `The version ${version ?? "none"} does not fit the defaultVersion ${defaultVersion ?? "none"} in host.json, so the instance stays Pending for ever; set defaultVersion before anything is started with a version.`;

/** The instance waits for a worker of another version, and nobody is told but the log. */
function park(engine: Engine, { id }: Instance, hangs: string): void {
  engine.parked.add(id);
  engine.options.warn(id, hangs);
}

async function failBy(engine: Engine, instance: Instance, message: string): Promise<void> {
  await endBy(engine, instance, { status: "Failed", output: JSON.stringify(message), details: "" });
}

/** Its code is not asked any more, not even at its end. */
async function setAside(engine: Engine, instance: Instance): Promise<void> {
  const end = instance.inbox.find((event) => event.EventType === eventTypes.executionTerminated);
  if (end !== undefined) {
    const output = end.Input === null ? null : JSON.stringify(end.Input);
    return await endBy(engine, instance, { status: "Terminated", output, details: "" });
  }
  const message = orchestratorFailure(instance.name, deadly(`The instance '${instance.id}'`));
  engine.options.warn(instance.id, message);
  await failBy(engine, instance, message);
}

async function failAtOnce(engine: Engine, instance: Instance, hangs: string): Promise<void> {
  const output = JSON.stringify(orchestratorFailure(instance.name, `[strict] ${hangs}`));
  await endBy(engine, instance, { status: "Failed", output, details: "" });
}

const isBeingTerminated = ({ inbox }: Instance): boolean =>
  inbox.some((event) => event.EventType === eventTypes.executionTerminated);

async function failByVersion(engine: Engine, instance: Instance): Promise<void> {
  const output = JSON.stringify(versionMismatch.text);
  const { failureDetails } = versionMismatch;
  await endBy(engine, instance, { status: "Failed", output, result: null, details: "", failureDetails });
}

/** Ends it without having asked its code. */
async function endBy(engine: Engine, instance: Instance, ending: Ending): Promise<void> {
  const at = engine.now();
  const last = endOf(instance, ending, at);
  await engine.commit({
    kind: "turn",
    id: instance.id,
    executionId: instance.executionId,
    at,
    taken: instance.inbox.length,
    events: [last.event, completed(at)],
    status: ending.status,
    output: ending.output,
    activities: [],
    timers: [],
    children: [],
    messages: last.messages,
  });
}
