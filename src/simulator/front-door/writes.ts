import { z } from "zod";
import type { ArmAnswer } from "../joints.ts";
import type { Profile } from "./profile.ts";
import { merge } from "./merge.ts";
import type { Properties, Resource } from "./resource.ts";
import { lastSegment } from "./names.ts";
import type { WritableKind } from "./resource-kinds.ts";
import {
  OriginProperties,
  RouteProperties,
  readOnlyProperties,
  writableProperties,
} from "./resource-kinds.ts";
import { ruleOf } from "./rules-engine.ts";

/** What a PUT or PATCH asks for, before anything has changed. */
export interface RouterChange {
  readonly kind: WritableKind;
  /** Path below the profile. */
  readonly path: string;
  readonly isPatch: boolean;
  readonly body: unknown;
}

export type Considered =
  | {
      readonly kind: "accepted";
      readonly properties: Properties;
      /** What of them this write has set. */
      readonly written: Properties;
    }
  | { readonly kind: "refused"; readonly answer: ArmAnswer };

const Body = z.looseObject({ properties: z.record(z.string(), z.unknown()).default({}) });

/** Checks a write against the schema and against Front Door's own rules; nothing is changed here. */
export function considerWrite(
  profile: Profile,
  wish: RouterChange,
  current: Resource | undefined,
): Considered {
  // A rule set is made without any body.
  const body = Body.safeParse(wish.body ?? {});
  if (!body.success) return refused("BadRequest", "The request body is not a resource with properties.");
  const sent = Object.fromEntries(
    Object.entries(body.data.properties).filter(([name]) => !readOnlyProperties.includes(name)),
  );
  const { schema, defaults } = writableProperties[wish.kind];
  const base: Properties = wish.isPatch ? (current?.properties ?? {}) : defaults;
  const wished = schema.safeParse(merge(base, sent));
  if (!wished.success) return refused("BadRequest", z.prettifyError(wished.error).replaceAll("\n", " "));
  const properties: Properties = wished.data;
  const objection = objectionTo(profile, wish, properties);
  return objection === undefined
    ? { kind: "accepted", properties, written: wish.isPatch ? sent : properties }
    : refused("BadRequest", objection);
}

function objectionTo(profile: Profile, wish: RouterChange, properties: Properties): string | undefined {
  switch (wish.kind) {
    case "route":
      return routeObjection(profile, properties);
    case "origin":
      return originObjection(profile, wish, properties);
    case "rule":
      return ruleObjection(profile, properties);
    case "originGroup":
    case "ruleSet":
    case "securityPolicy":
      return undefined;
    default:
      return wish.kind satisfies never;
  }
}

function ruleObjection(profile: Profile, properties: Properties): string | undefined {
  const group = ruleOf(properties).override?.group;
  if (group === undefined || profile.find(`originGroups/${group}`) !== undefined) return undefined;
  return `The origin group '${group}' that the rule references does not exist in this profile.`;
}

function routeObjection(profile: Profile, properties: Properties): string | undefined {
  const { originGroup, ruleSets } = RouteProperties.parse(properties);
  const unknown = ruleSets.find(({ id }) => profile.find(`ruleSets/${lastSegment(id)}`) === undefined);
  if (unknown !== undefined) return `The rule set '${unknown.id}' does not exist in this profile.`;
  const group = profile.find(`originGroups/${lastSegment(originGroup.id)}`);
  if (group === undefined || !originGroup.id.toLowerCase().startsWith(`${profile.id.toLowerCase()}/`)) {
    return `The origin group '${originGroup.id}' that the route references does not exist in this profile.`;
  }
  const hasEnabled = profile.list("origin", group.path).some((origin) => isEnabled(origin.properties));
  return hasEnabled ? undefined : emptyPool;
}

function originObjection(profile: Profile, wish: RouterChange, properties: Properties): string | undefined {
  if (isEnabled(properties)) return undefined;
  const groupPath = wish.path.split("/").slice(0, 2).join("/");
  const others = profile
    .list("origin", groupPath)
    .filter((origin) => origin.path.toLowerCase() !== wish.path.toLowerCase());
  if (others.some((origin) => isEnabled(origin.properties))) return undefined;
  if (others.length === 0 && profile.find(wish.path) === undefined) return emptyPool;
  return isRouted(profile, lastSegment(groupPath)) ? lastOrigin : undefined;
}

// Both sentences are Azure's own: hashicorp/terraform-provider-azurerm#18333 and #27652.
const emptyPool = "Endpoint pools must contain at least one enabled endpoint";
const lastOrigin =
  "Cannot disable or delete the last origin when the origin group is still associated with a route or a rule. Please disassociate the origin group and try again.";

const isEnabled = (origin: Properties): boolean => OriginProperties.parse(origin).enabledState === "Enabled";

function isRouted(profile: Profile, group: string): boolean {
  const routes = profile
    .list("endpoint", "")
    .flatMap((endpoint) => profile.list("route", endpoint.path))
    .map((route) => lastSegment(RouteProperties.parse(route.properties).originGroup.id));
  const rules = profile
    .list("ruleSet", "")
    .flatMap((ruleSet) => profile.list("rule", ruleSet.path))
    .map((rule) => ruleOf(rule.properties).override?.group);
  return [...routes, ...rules].includes(group);
}

export const refused = (code: string, message: string, status = 400): Considered => ({
  kind: "refused",
  answer: { status, body: { error: { code, message } } },
});
