import type { Color } from "../joints.ts";

/** An identity that the world begins with. */
export interface WorldIdentity {
  readonly id: string;
  readonly clientId: string;
  /** Federated with those clusters of these colors that there are at the start. */
  readonly credentials: readonly { readonly name: string; readonly color: Color; readonly subject: string }[];
}
