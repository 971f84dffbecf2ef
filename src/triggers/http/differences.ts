import { asText } from "../../domain/upgrade/comparison.ts";
import { findDifferences } from "../../workflow/requests/find-differences.ts";
import { json, pairNamed, type Question } from "./answer.ts";
import { ProblemError } from "./problem.ts";

/** Both clusters side by side, as JSON, or as text for whoever asks for `text/plain`. */
export const getDifferences: Question = async ({ doors, request }) => {
  const pair = pairNamed(doors, request);
  const comparison = await findDifferences(doors.ports, pair);
  if (comparison === undefined) throw nothingToCompare(pair.name);
  const wantsText = /\btext\/plain\b/i.test(request.headers.get("accept") ?? "");
  return wantsText
    ? {
        status: 200,
        headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
        body: asText(comparison),
      }
    : json(200, comparison);
};

const nothingToCompare = (pair: string): ProblemError =>
  new ProblemError({
    status: 409,
    code: "NOTHING_TO_COMPARE",
    title: "Nothing to compare",
    detail: "One of the two clusters does not exist, or users are on neither.",
    resource: `pair ${pair}`,
    fix: `GET /api/pairs/${pair}/plan tells in what a copy will differ, as its differences.`,
  });
