import type { Color } from "../environment/pair.ts";
import type { GroupName } from "../swap/layout.ts";

/** Settings of a router beyond its layout that can spoil a swap or blind a check. */
export interface RouterInspection {
  readonly isClassic: boolean;
  readonly routes: readonly {
    readonly id: string;
    readonly caches: boolean;
  }[];
  readonly groups: readonly {
    readonly name: GroupName;
    /** `additionalLatencyInMilliseconds`: how much slower an origin may be and still get its weight. */
    readonly latencySensitivityMs: number;
    readonly origins: readonly {
      readonly color: Color;
      /** null: the host name that the user asked for is passed on. */
      readonly hostHeader: string | null;
      readonly isPrivateLink: boolean;
    }[];
  }[];
  /** null: this kind of router has no preview endpoints. */
  readonly previews: Readonly<
    Record<Color, { readonly leadsToItsGroup: boolean; readonly isProtected: boolean }>
  > | null;
}
