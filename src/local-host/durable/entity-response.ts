/** What `durable-functions` answers to a batch of entity operations. */
export interface EntityResponse {
  readonly entityExists: boolean;
  /** JSON text. */
  readonly entityState: string | null;
  readonly results: readonly { readonly isError: boolean; readonly result?: string | null }[];
  readonly signals: readonly {
    readonly target: { readonly name: string; readonly key: string };
    readonly name: string;
    readonly input?: string | null;
  }[];
}

/** Throws where it is no such answer: an app may register an entity's trigger without that package. */
export function parseEntityResponse(text: string): EntityResponse {
  const response = JSON.parse(text) as Partial<EntityResponse>;
  for (const list of [response.results, response.signals]) {
    const isList = Array.isArray(list) && list.every((each) => typeof each === "object" && each !== null);
    if (list !== undefined && !isList) throw new Error("What the entity has answered cannot be read.");
  }
  return {
    entityExists: response.entityExists === true,
    entityState: response.entityState ?? null,
    results: response.results ?? [],
    signals: response.signals ?? [],
  };
}
