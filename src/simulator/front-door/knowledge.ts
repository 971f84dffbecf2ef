import type { Configuration } from "./configuration.ts";
import type { Properties } from "./resource.ts";

/** What somebody has been told of a Front Door: the control plane of all writes, an edge perhaps of fewer. */
export interface Knowledge {
  readonly configuration: Configuration;
  /** The same, and this write beside it. */
  after(write: Delta): Knowledge;
}

/** What one write carries. */
export interface Delta {
  /** Path below the profile; empty for a Front Door (classic), which is written as a whole. */
  readonly path: string;
  /** Only what was written; undefined: the resource is gone. */
  readonly properties: Properties | undefined;
}
