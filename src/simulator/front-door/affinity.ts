import { createHash } from "node:crypto";
import type { Choice, Forwarded } from "./choose.ts";
import type { GroupConfiguration, OriginConfiguration } from "./configuration.ts";

const cookieName = "ASLBSA";

/** Names the origin and nothing else, for as long as the browser is open. */
export const affinityCookie = (group: GroupConfiguration, origin: OriginConfiguration): string =>
  `${cookieName}=${valueFor(group, origin)}; path=/; HttpOnly`;

/** An origin's hash, as Front Door makes it; the group's name keeps cookies of two groups apart. */
const valueFor = (group: GroupConfiguration, { hostName }: OriginConfiguration): string =>
  createHash("sha256").update(`${group.name.toLowerCase()} https://${hostName}`).digest("hex");

/** What becomes of a choice when the request brings these cookies. */
export function stickToCookie(choice: Choice, cookies: string | undefined, rule: StickyRule): Choice {
  const value = new RegExp(`(?:^|;\\s*)${cookieName}=([0-9a-f]+)`).exec(cookies ?? "")?.[1];
  if (choice.kind === "refused" || value === undefined) return choice;
  return stickTo(choice, (origin) => valueFor(choice.group, origin) === value, rule);
}

export interface StickyRule {
  /** Whether a cookie is stronger than a better priority. Azure does not say. */
  readonly outlivesPriority: boolean;
}

export function stickTo(
  choice: Forwarded,
  isBound: (origin: OriginConfiguration) => boolean,
  { outlivesPriority }: StickyRule,
): Forwarded {
  if (!choice.group.hasAffinity) return choice;
  const candidates = outlivesPriority ? choice.usable : choice.origins.map(({ origin }) => origin);
  const bound = candidates.find(isBound);
  return bound === undefined ? choice : { ...choice, origins: [{ origin: bound, share: 1 }] };
}
