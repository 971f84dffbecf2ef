import type { FrozenStatus } from "../faults/fault-book.ts";
import type { ArmAnswer, ArmOperation } from "../joints.ts";

const frontDoors = /\/providers\/(?:Microsoft\.Cdn\/profiles|Microsoft\.Network\/frontDoors)\//i;

/** Reads, and what is written elsewhere, are none of a frozen Front Door's business. */
export const isFrontDoorWrite = ({ isWrite, resourceId }: ArmOperation): boolean =>
  isWrite && frontDoors.test(resourceId);

/**
 * The whole control plane was closed to changes for days after the outage of October 2025. Which status and code a
 * customer then got is told differently by everyone, so each of them is to be borne.
 */
export const frozenAnswers: Readonly<Record<Exclude<FrozenStatus, "timeout">, ArmAnswer>> = {
  403: refusal(403, "Forbidden", "Configuration changes to Azure Front Door are currently not allowed."),
  409: refusal(
    409,
    "Conflict",
    "The requested operation cannot be executed on the entity as another operation is in progress.",
  ),
  429: {
    ...refusal(429, "TooManyRequests", "The request is being throttled. Try again later."),
    headers: { "retry-after": "60" },
  },
  503: refusal(503, "ServiceUnavailable", "The service is temporarily unavailable. Try again later."),
};

function refusal(status: number, code: string, message: string): ArmAnswer {
  return { status, body: { error: { code, message } } };
}
