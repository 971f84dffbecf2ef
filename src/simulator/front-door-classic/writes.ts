import { z } from "zod";
import { lastSegment } from "../front-door/names.ts";
import type { ArmAnswer } from "../joints.ts";
import { byReference } from "./knowledge.ts";
import { FrontDoorProperties, withoutReadOnly } from "./shape.ts";

/** The whole of a Front Door (classic): there is no smaller write. */
export interface Whole {
  readonly location: string;
  readonly tags: Readonly<Record<string, unknown>>;
  readonly properties: FrontDoorProperties;
}

export type Considered =
  | { readonly kind: "accepted"; readonly whole: Whole }
  | { readonly kind: "refused"; readonly answer: ArmAnswer };

const Body = z.looseObject({
  location: z.string().default("Global"),
  tags: z.record(z.string(), z.unknown()).default({}),
  properties: FrontDoorProperties,
});

/** Checks a PUT; what it leaves out is gone afterwards. */
export function considerWhole(body: unknown): Considered {
  const read = Body.safeParse(withoutReadOnly(body));
  if (!read.success) return refused(z.prettifyError(read.error).replaceAll("\n", " "));
  const { location, tags, properties } = read.data;
  const objection = objectionTo(properties);
  return objection === undefined
    ? { kind: "accepted", whole: { location, tags, properties } }
    : refused(objection);
}

function objectionTo(all: FrontDoorProperties): string | undefined {
  for (const { name, properties } of all.backendPools) {
    const isComplete =
      byReference(all.healthProbeSettings, properties.healthProbeSettings) !== undefined &&
      byReference(all.loadBalancingSettings, properties.loadBalancingSettings) !== undefined;
    if (!isComplete) return `The settings that backend pool '${name}' references do not exist.`;
    if (properties.backends.every(({ enabledState }) => enabledState === "Disabled")) return emptyPool;
  }
  for (const { name, properties } of all.routingRules) {
    const { backendPool } = properties.routeConfiguration;
    if (byReference(all.backendPools, backendPool) === undefined)
      return `The backend pool '${lastSegment(backendPool.id)}' that routing rule '${name}' references does not exist.`;
    if (properties.frontendEndpoints.some((one) => byReference(all.frontendEndpoints, one) === undefined))
      return `A frontend endpoint that routing rule '${name}' references does not exist.`;
  }
  return undefined;
}

const emptyPool = "Endpoint pools must contain at least one enabled endpoint";

const refused = (message: string): Considered => ({
  kind: "refused",
  answer: { status: 400, body: { error: { code: "BadRequest", message } } },
});
