import type { Color } from "../joints.ts";

/**
 * Headers between the pretend users, the edges and the ingresses, beside those that Front Door sets. They go only to
 * whoever asks with `asks`, which names the user, so that nothing in a product can come to lean on them.
 */
export const headersForUsers = {
  asks: "x-rehearsal-user",
  /** The color of the origin that the edge chose. */
  color: "x-rehearsal-color",
  /** Why the edge itself answered instead of an origin. */
  cause: "x-rehearsal-cause",
  /** Answered by a cluster under a sickness fault. */
  sick: "x-rehearsal-sick",
} as const;

/** What a user asks. */
export interface Ask {
  readonly host: string;
  readonly path: string;
}

export interface EdgeAddress {
  readonly name: string;
  readonly port: number;
}

/** What the data plane tells the users' process. */
export type UsersOrder =
  | {
      readonly kind: "round";
      /** Asked in turn. */
      readonly edges: readonly (EdgeAddress & { readonly asks: readonly Ask[] })[];
      readonly requestsPerEdge: number;
    }
  | { readonly kind: "slow"; readonly id: string; readonly host: string; readonly edge: EdgeAddress };

/** How one request ended for its user. */
export interface Outcome {
  readonly edge: string;
  readonly color: Color | null;
  /** 0 when there was no answer at all. */
  readonly status: number;
  /** null: as it should be. */
  readonly cause: string | null;
  readonly isSick: boolean;
}

/** What the users' process tells back. */
export type UsersReport =
  | { readonly kind: "roundEnded"; readonly outcomes: readonly Outcome[] }
  | { readonly kind: "slowEnded"; readonly id: string; readonly outcome: Outcome };
