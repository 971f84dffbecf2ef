import type { HttpRequest } from "@azure/functions";
import { z } from "zod";
import { isVersion } from "../../domain/environment/versions.ts";
import { ProblemError } from "./problem.ts";

const mostBytes = 4096;

const reason = z.string().trim().min(1).max(500);

/** The operation that is meant: a page that is out of date must not steer the next one. */
const operationId = z.string().max(80).optional();

export const commandBody = z.strictObject({ reason, operationId });

export const rollbackBody = z.strictObject({ reason, operationId, to: z.enum(["blue", "green"]).optional() });

export const upgradeBody = z.strictObject({
  reason,
  target: z.string().refine(isVersion, "must be a minor or patch version such as 1.36 or 1.36.4").optional(),
  dryRun: z.boolean().optional(),
});

/** The body as the schema has it; too large, no JSON, or anything more or less is refused by name. */
export async function bodyOf<Body>(request: HttpRequest, schema: z.ZodType<Body>): Promise<Body> {
  const text = await request.text();
  if (Buffer.byteLength(text) > mostBytes) throw tooLarge();
  const parsed = schema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  const detail = parsed.error.issues
    .map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`)
    .join("; ");
  throw malformed(detail, 'Send JSON such as {"reason":"why you ask"}.');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw malformed("The body is not JSON.", 'Send JSON such as {"reason":"why you ask"}.');
  }
}

const malformed = (detail: string, fix: string): ProblemError =>
  new ProblemError({
    status: 400,
    code: "MALFORMED_BODY",
    title: "Malformed body",
    detail,
    resource: "request body",
    fix,
  });

const tooLarge = (): ProblemError =>
  new ProblemError({
    status: 413,
    code: "BODY_TOO_LARGE",
    title: "Body too large",
    detail: `The body is larger than ${mostBytes} bytes.`,
    resource: "request body",
    fix: "Shorten the reason.",
  });
