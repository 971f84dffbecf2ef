import { otherColor, type Check, type Color, type Pair, type Via } from "../environment/pair.ts";
import { entryOf, type RouterState } from "../swap/layout.ts";

/** `public`: through the users' own name. `anyone`: the same, whichever environment answers. */
export type AskedVia = Via | "public" | "anyone";

/**
 * What a look at an environment is for. `proof`: on every way that the pair's checks name. `origin`: it alone, while
 * both environments answer behind one name. `public`: through the users' own name. `watch` and `sharedWatch`: as
 * `proof` and `origin`, and through the users' own name, whoever answers there: it is a hint from one region, which may
 * be the last to learn.
 */
export type Purpose = "proof" | "origin" | "public" | "watch" | "sharedWatch";

/**
 * On which ways a check is asked. Where origins are locked to Front Door (no check names the origin) the preview stands
 * in for the origin while it still proves the environment. Where it does not, any answer through the public name says
 * that users are served, and Front Door's own counts of that origin have to say the rest.
 */
export function waysTo(
  pair: Pair,
  check: Check,
  look: { readonly purpose: Purpose; readonly previewProves: boolean },
): readonly AskedVia[] {
  const { purpose, previewProves } = look;
  const throughPreview: AskedVia = hasPreviews(pair) && previewProves ? "preview" : "anyone";
  switch (purpose) {
    case "proof":
      return [...new Set(check.via.map((via): AskedVia => (via === "origin" ? via : throughPreview)))];
    case "origin":
      return [check.via.includes("origin") ? "origin" : throughPreview];
    case "public":
      return ["public"];
    case "watch":
      return [...new Set([...waysTo(pair, check, { purpose: "proof", previewProves }), "anyone" as const])];
    case "sharedWatch":
      return [...new Set([...waysTo(pair, check, { purpose: "origin", previewProves }), "anyone" as const])];
    default:
      return purpose satisfies never;
  }
}

const hasPreviews = (pair: Pair): boolean => pair.router.kind === "frontDoor";

/**
 * Whether only `color` answers behind its preview endpoint while it is well: the other environment stands behind it
 * there, or is disabled. While users are shared by weight in a color's own group its preview answers by weight, too.
 */
export function previewProves(router: RouterState, color: Color): boolean {
  const [own, other] = [color, otherColor(color)].map((one) => entryOf(router.groups[color], one));
  if (own?.enabled !== true) return false;
  return other?.enabled !== true || other.priority > own.priority;
}

/** No check may ask the origins themselves: only Front Door reaches them. */
export const isLocked = (pair: Pair): boolean => pair.checks.every((check) => !check.via.includes("origin"));
