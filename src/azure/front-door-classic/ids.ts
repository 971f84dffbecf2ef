import type { ClassicRouter, Pair } from "../../domain/environment/pair.ts";
import { OutsideError } from "../../workflow/errors.ts";

/** A pair whose users come through a Front Door (classic). */
export type ClassicPair = Pair & { readonly router: ClassicRouter };

export function onClassic(pair: Pair): ClassicPair {
  const { router } = pair;
  if (router.kind === "frontDoorClassic") return { ...pair, router };
  throw new TypeError(`the users of ${pair.name} do not come through a Front Door (classic)`);
}

export const lastName = (id: string | undefined): string => (id ?? "").split("/").at(-1)?.toLowerCase() ?? "";

export const missing = (pair: ClassicPair, what: string): OutsideError =>
  new OutsideError({
    reaction: "stop",
    code: "LAYOUT_MISSING",
    message: `The Front Door (classic) has no ${what}.`,
    resource: pair.router.frontDoorId,
    fix: "Correct the names in the pair file.",
  });
