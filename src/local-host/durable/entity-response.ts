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

export function parseEntityResponse(text: string): EntityResponse {
  const response = JSON.parse(text) as Partial<EntityResponse>;
  return {
    entityExists: response.entityExists === true,
    entityState: response.entityState ?? null,
    results: response.results ?? [],
    signals: response.signals ?? [],
  };
}
