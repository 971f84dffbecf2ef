import { z } from "zod";
import type { Begun, Handle, Progress } from "../../workflow/ports.ts";
import type { HasPipeline } from "./clients.ts";
import { parsedAs } from "./errors.ts";
import { isNotFound, sendRaw, type RawRequest } from "./raw.ts";
import { retryAfterSeconds } from "./retry-after.ts";

const defaultPollSeconds = 30;

/** Sends a write and hands back where its end can be seen; never waits for it. */
export async function beginRaw(client: HasPipeline, write: RawRequest): Promise<Handle> {
  const answer = await sendRaw(client, write);
  const statusUrl = answer.header("azure-asyncoperation") ?? answer.header("location");
  const retryAfter = retryAfterSeconds(answer.header);
  return {
    resourceId: write.resource,
    ...(statusUrl === undefined ? {} : { statusUrl }),
    ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
  };
}

/** A write has begun; its end is seen by this handle. */
export const begun = (handle: Handle): Begun => ({ kind: "begun", handle });

/** Somebody began it and the handle is lost: the resource itself tells when it has ended. */
export const underWay = (resourceId: string): Begun => ({ kind: "begun", handle: { resourceId } });

/** Anything of it may be null: ARM answers `"error": {"code": "None", "message": null}` also while all is well. */
const Reason = z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish().catch(null);

const Status = z.object({ status: z.string().min(1), error: Reason });

const Resource = z.object({
  properties: z.object({
    provisioningState: z.string().nullish(),
    status: z.object({ provisioningError: Reason }).nullish().catch(null),
  }),
});

/** One look at a long-running operation. */
export async function pollRaw(client: HasPipeline, handle: Handle): Promise<Progress> {
  const { statusUrl } = handle;
  const told = statusUrl === undefined ? undefined : await statusAt(client, { ...handle, statusUrl });
  return told ?? stateOf(client, handle.resourceId);
}

/**
 * What a status URL says; undefined when it says nothing: a `Location` answers the resource, some URLs are forgotten
 * after a while, and garbage is never taken for an end.
 */
async function statusAt(
  client: HasPipeline,
  { resourceId, statusUrl }: Handle & { readonly statusUrl: string },
): Promise<Progress | undefined> {
  try {
    const answer = await sendRaw(client, { method: "GET", target: statusUrl, resource: resourceId });
    const retryAfter = retryAfterSeconds(answer.header) ?? defaultPollSeconds;
    const parsed = Status.safeParse(answer.body);
    if (parsed.success) return verdictOf(parsed.data.status, retryAfter, parsed.data.error);
    return answer.status === 202 ? { kind: "running", retryAfterSeconds: retryAfter } : undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The resource's own state, where nothing else tells. */
async function stateOf(client: HasPipeline, resourceId: string): Promise<Progress> {
  const answer = await sendRaw(client, { method: "GET", target: resourceId, resource: resourceId });
  const { provisioningState, status } = parsedAs(Resource, answer.body, resourceId).properties;
  const retryAfter = retryAfterSeconds(answer.header) ?? defaultPollSeconds;
  return verdictOf(provisioningState ?? "Succeeded", retryAfter, status?.provisioningError);
}

function verdictOf(status: string, retryAfter: number, reason: z.infer<typeof Reason>): Progress {
  const word = status.toLowerCase();
  if (word === "succeeded") return { kind: "succeeded" };
  if (word !== "failed" && !word.startsWith("cancel"))
    return { kind: "running", retryAfterSeconds: retryAfter };
  const code = reason?.code ?? "";
  return {
    kind: "failed",
    // "None" is how ARM spells that it gives no reason
    code: code === "" || code.toLowerCase() === "none" ? status : code,
    message: reason?.message || `ARM says ${status} and gives no reason.`,
  };
}

/** Something is under way at this resource right now. */
export const isBusy = (provisioningState: string): boolean =>
  !["succeeded", "failed", "canceled"].includes(provisioningState.toLowerCase());
