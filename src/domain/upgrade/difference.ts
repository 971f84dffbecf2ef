/** One property in which the candidate's cluster is not like the active's; null: it is absent there. */
export interface Difference {
  /** Below `properties` of the cluster's body; node pools go by their names. */
  readonly path: string;
  readonly active: unknown;
  readonly candidate: unknown;
  /** null: nothing explains it. */
  readonly why: string | null;
}
