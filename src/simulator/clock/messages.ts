/** From the authority to a participant. */
export type Order =
  | { readonly advance: number; readonly t: number }
  | { readonly reply: number; readonly result?: unknown; readonly error?: string }
  | { readonly notify: string; readonly name: string };

/** From a participant to the authority. */
export type Answer =
  | { readonly hello: string }
  | { readonly idle: number; readonly nextDue: number | null; readonly worked: boolean }
  | { readonly busy: readonly string[] }
  /** Something came up after the idle: whoever sleeps because nothing was due should look again. */
  | { readonly stirred: true }
  | { readonly call: number; readonly method: string; readonly params: unknown };
