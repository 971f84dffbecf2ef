import { z } from "zod";
import type { Begun, Handle, Progress } from "../../workflow/ports.ts";
import type { HasPipeline } from "./clients.ts";
import { retryAfterSeconds } from "./errors.ts";
import { sendRaw, type RawRequest } from "./raw.ts";

const defaultPollSeconds = 30;

/** Sends a write and hands back where its end can be seen; never waits for it. */
export async function beginRaw(client: HasPipeline, write: RawRequest): Promise<Handle> {
  const answer = await sendRaw(client, write);
  const statusUrl = answer.header("azure-asyncoperation") ?? answer.header("location");
  return { resourceId: write.resource, ...(statusUrl === undefined ? {} : { statusUrl }) };
}

/** A write has begun; its end is seen by this handle. */
export const begun = (handle: Handle): Begun => ({ kind: "begun", handle });

/** Somebody began it and the handle is lost: the resource itself tells when it has ended. */
export const underWay = (resourceId: string): Begun => ({ kind: "begun", handle: { resourceId } });

const Status = z.object({
  status: z.string(),
  error: z.object({ code: z.string(), message: z.string() }).partial().optional(),
});

const Resource = z.object({
  properties: z.object({
    provisioningState: z.string().default("Succeeded"),
    status: z
      .object({ provisioningError: z.object({ code: z.string(), message: z.string() }).partial() })
      .partial()
      .optional(),
  }),
});

/** One look at a long-running operation. */
export async function pollRaw(client: HasPipeline, handle: Handle): Promise<Progress> {
  const { resourceId, statusUrl } = handle;
  const answer = await sendRaw(client, {
    method: "GET",
    target: statusUrl ?? resourceId,
    resource: resourceId,
  });
  const retryAfter = retryAfterSeconds(answer.header("retry-after")) ?? defaultPollSeconds;
  if (statusUrl === undefined) return progressOf(Resource.parse(answer.body), retryAfter);
  const parsed = Status.safeParse(answer.body);
  // a Location URL has no status: 202 means running, anything below 300 done
  if (!parsed.success)
    return answer.status === 202 ? { kind: "running", retryAfterSeconds: retryAfter } : { kind: "succeeded" };
  return verdictOf(parsed.data.status, retryAfter, parsed.data.error);
}

function progressOf(resource: z.infer<typeof Resource>, retryAfter: number): Progress {
  const { provisioningState, status } = resource.properties;
  return verdictOf(provisioningState, retryAfter, status?.provisioningError);
}

function verdictOf(
  status: string,
  retryAfter: number,
  error: { code?: string | undefined; message?: string | undefined } | undefined,
): Progress {
  const word = status.toLowerCase();
  if (word === "succeeded") return { kind: "succeeded" };
  if (word !== "failed" && !word.startsWith("cancel"))
    return { kind: "running", retryAfterSeconds: retryAfter };
  return {
    kind: "failed",
    code: error?.code ?? status,
    message: error?.message ?? `ARM says ${status} and gives no reason.`,
  };
}

/** Something is under way at this resource right now. */
export const isBusy = (provisioningState: string): boolean =>
  !["succeeded", "failed", "canceled"].includes(provisioningState.toLowerCase());
