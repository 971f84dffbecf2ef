import type { HttpHandler, HttpRequest, HttpResponseInit, InvocationContext } from "@azure/functions";
import { parseOperationId, type OperationId } from "../../domain/upgrade/pair-record.ts";
import type { Pair } from "../../domain/environment/pair.ts";
import { OutsideError } from "../../workflow/errors.ts";
import type { BrokenPair, Doors, Ports } from "../../workflow/ports.ts";
import { doorsOf } from "../doors.ts";
import { operationPath } from "./links.ts";
import { problemAnswer, ProblemError, type Problem } from "./problem.ts";

export type Question = (asked: {
  doors: Doors;
  request: HttpRequest;
  context: InvocationContext;
}) => Promise<HttpResponseInit>;

/** Makes a handler of a question: every error becomes a problem document, and none tells more than it should. */
export function answering(ports: () => Ports, question: Question): HttpHandler {
  return async (request, context) => {
    try {
      return await question({ doors: doorsOf(ports, context), request, context });
    } catch (error) {
      const problem = problemOf(error);
      if (problem.status >= 500)
        context.error(`${request.method} ${new URL(request.url).pathname} failed`, error);
      return problemAnswer(problem);
    }
  };
}

function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof OutsideError) {
    const { code, message, resource, fix, reaction } = error.trouble;
    const status = reaction === "later" ? 503 : 502;
    return {
      status,
      code,
      title: "Azure did not give an answer that can be used",
      detail: message,
      resource,
      fix,
    };
  }
  const detail = "The request could not be answered because of a fault in the app.";
  return {
    status: 500,
    code: "UNEXPECTED",
    title: "Unexpected fault",
    detail,
    resource: "the function app",
    fix: "Read the app's log.",
  };
}

export const json = (
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): HttpResponseInit => ({
  status,
  headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
  body: JSON.stringify(body),
});

export const accepted = (pair: Pair, id: OperationId): HttpResponseInit => {
  const location = operationPath(pair.name, id);
  return json(202, { id, location }, { location });
};

export function pairNamed(doors: Doors, request: HttpRequest): Pair {
  const name = request.params["pair"] ?? "";
  const pair = doors.ports.pairs.find(name);
  if (pair !== undefined) return pair;
  const broken = doors.ports.pairs.broken().filter((one) => one.name === name);
  if (broken.length > 0) throw pairBroken(name, broken);
  const known = doors.ports.pairs.list().map((one) => one.name);
  throw new ProblemError({
    status: 404,
    code: "PAIR_UNKNOWN",
    title: "Unknown pair",
    detail: `There is no pair of that name; known are ${known.join(", ") || "none"}.`,
    resource: request.params["pair"] ?? "",
    fix: "Use a known name, or add the pair's file to the pairs folder and deploy.",
  });
}

const pairBroken = (name: string, broken: readonly BrokenPair[]): ProblemError =>
  new ProblemError({
    status: 409,
    code: "PAIR_BROKEN",
    title: "The pair's file cannot be used",
    detail: broken.flatMap(({ file, reasons }) => reasons.map((reason) => `${file}: ${reason}`)).join(" "),
    resource: `pair ${name}`,
    fix: `Correct ${broken.map(({ file }) => file).join(" and ")}; npm run validate tells when nothing is wrong. Then deploy.`,
  });

export function operationNamed(pair: Pair, request: HttpRequest): OperationId {
  const parsed = parseOperationId(request.params["id"] ?? "");
  if (parsed?.pair === pair.name) return parsed.id;
  throw operationUnknown(pair, request.params["id"] ?? "");
}

export const operationUnknown = (pair: Pair, id: string): ProblemError =>
  new ProblemError({
    status: 404,
    code: "OPERATION_UNKNOWN",
    title: "Unknown operation",
    detail: `${pair.name} has no operation of that id.`,
    resource: id,
    fix: `List them with GET /api/pairs/${pair.name}/operations.`,
  });
