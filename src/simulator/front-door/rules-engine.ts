import { z } from "zod";
import type { RouteConfiguration } from "./configuration.ts";
import { lastSegment } from "./names.ts";

const Condition = z.strictObject({
  // The simulated edges understand these two; a rule that asks for more is refused when it is written.
  name: z.enum(["RequestHeader", "UrlPath"]),
  parameters: z.looseObject({
    selector: z.string().optional(),
    operator: z.enum(["Any", "Equal", "BeginsWith", "Contains", "EndsWith"]),
    matchValues: z.array(z.string()).default([]),
    negateCondition: z.boolean().default(false),
  }),
});

const Override = z.object({
  name: z.literal("RouteConfigurationOverride"),
  parameters: z.looseObject({
    originGroupOverride: z.looseObject({ originGroup: z.strictObject({ id: z.string() }) }).optional(),
    cacheConfiguration: z.looseObject({}).nullable().optional(),
  }),
});

export const RuleProperties = z.strictObject({
  order: z.int().min(0),
  conditions: z.array(Condition),
  actions: z.array(z.looseObject({ name: z.string() })).min(1),
  matchProcessingBehavior: z.enum(["Continue", "Stop"]),
});

/** What one rule changes of the route that its rule set belongs to. */
export interface RuleConfiguration {
  readonly conditions: readonly z.infer<typeof Condition>[];
  readonly stops: boolean;
  /** undefined: the rule does something else than changing the route. */
  readonly override: RouteOverride | undefined;
}

interface RouteOverride {
  /** The name of an origin group, in lower case; undefined: the route's own. */
  readonly group: string | undefined;
  readonly isCached: boolean;
}

export function ruleOf(properties: unknown): RuleConfiguration & { readonly order: number } {
  const { order, conditions, actions, matchProcessingBehavior } = RuleProperties.parse(properties);
  const override = actions.map((action) => Override.safeParse(action)).find(({ success }) => success)?.data;
  const group = override?.parameters.originGroupOverride?.originGroup.id;
  return {
    order,
    conditions,
    stops: matchProcessingBehavior === "Stop",
    override:
      override === undefined
        ? undefined
        : {
            group: group === undefined ? undefined : lastSegment(group),
            // An override without a cache configuration turns caching off.
            isCached: (override.parameters.cacheConfiguration ?? null) !== null,
          },
  };
}

export interface RuledRequest {
  readonly path: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** The route as its rule sets leave it for this request: of the rules that match the last one counts. */
export function overridden(route: RouteConfiguration, request: RuledRequest): RouteConfiguration {
  let result = route;
  for (const rule of route.rules) {
    if (!rule.conditions.every((condition) => isMet(condition, request))) continue;
    const { override } = rule;
    if (override !== undefined)
      result = { ...result, group: override.group ?? result.group, isCached: override.isCached };
    if (rule.stops) break;
  }
  return result;
}

function isMet(
  { name, parameters }: z.infer<typeof Condition>,
  { path, headers = {} }: RuledRequest,
): boolean {
  const { selector = "", operator, matchValues, negateCondition } = parameters;
  const value = name === "UrlPath" ? path.replace(/^\//, "") : headers[selector.toLowerCase()]?.toString();
  const isMatch = (wanted: string): boolean => {
    switch (operator) {
      case "Any":
        return value !== undefined;
      case "Equal":
        return value === wanted;
      case "BeginsWith":
        return value?.startsWith(wanted) ?? false;
      case "Contains":
        return value?.includes(wanted) ?? false;
      case "EndsWith":
        return value?.endsWith(wanted) ?? false;
      default:
        return operator satisfies never;
    }
  };
  // "Any" needs no value to compare with.
  const wanted = operator === "Any" ? [""] : matchValues;
  return wanted.some(isMatch) !== negateCondition;
}
