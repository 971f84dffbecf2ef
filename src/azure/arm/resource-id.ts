import { OutsideError } from "../../workflow/errors.ts";

/** The parts of an ARM resource id that every client asks for. */
export interface ResourceId {
  readonly id: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  /** The namespace of the last provider in the id, such as `Microsoft.Cdn`. */
  readonly provider: string;
  /** Names after the resource type, outermost first: profile, endpoint, route. */
  readonly names: readonly string[];
}

export function parseResourceId(id: string): ResourceId {
  const match = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/(.+)$/i.exec(id);
  const [, subscriptionId = "", resourceGroup = "", rest = ""] = match ?? [];
  const last = rest.split(/\/providers\//i).at(-1) ?? "";
  const [provider = "", ...segments] = last.split("/");
  if (match === null || segments.length < 2 || segments.length % 2 !== 0) throw notAnId(id);
  return {
    id,
    subscriptionId,
    resourceGroup,
    provider,
    names: segments.filter((_, index) => index % 2 === 1),
  };
}

const notAnId = (id: string): OutsideError =>
  new OutsideError({
    reaction: "stop",
    code: "RESOURCE_ID_MALFORMED",
    message: "This is not an Azure resource id.",
    resource: id,
    fix: "Correct it in the pair file; the portal shows it under JSON View.",
  });
