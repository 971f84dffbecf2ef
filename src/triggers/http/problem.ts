import type { HttpResponseInit } from "@azure/functions";

/** RFC 9457, with our own members: which code, which resource, and what to do. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly resource: string;
  readonly fix: string;
  /** The commands that the phase allows; only where a phase forbids. */
  readonly allowed?: readonly string[];
  /** Where each of them is asked for. */
  readonly links?: Readonly<Record<string, string>>;
}

export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

export const problemAnswer = (problem: Problem): HttpResponseInit => ({
  status: problem.status,
  headers: { "content-type": "application/problem+json" },
  body: JSON.stringify({
    type: `urn:aks-blue-green:${problem.code.toLowerCase().replaceAll("_", "-")}`,
    ...problem,
  }),
});
