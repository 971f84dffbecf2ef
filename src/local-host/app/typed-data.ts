/** A value as host and worker hand it to each other: exactly one of these is set. */
export interface TypedData {
  readonly string?: string | null;
  readonly json?: string | null;
  readonly bytes?: Uint8Array | null;
  readonly int?: number | null;
  readonly double?: number | null;
  readonly http?: HttpData | null;
}

export interface HttpData {
  readonly url?: string;
  readonly method?: string;
  readonly statusCode?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: TypedData | null;
  readonly cookies?: readonly HttpCookie[];
}

interface Nullable<Value> {
  readonly value?: Value;
}

export interface HttpCookie {
  readonly name: string;
  readonly value: string;
  readonly domain?: Nullable<string> | null;
  readonly path?: Nullable<string> | null;
  readonly expires?: Nullable<{ readonly seconds: number }> | null;
  readonly secure?: Nullable<boolean> | null;
  readonly httpOnly?: Nullable<boolean> | null;
  readonly sameSite?: "none" | "lax" | "strict" | "explicitNone";
  readonly maxAge?: Nullable<number> | null;
}

export const jsonData = (value: unknown): TypedData => ({ json: JSON.stringify(value) });

/** What a function returned, as the JSON text that the Durable extension stores; null for nothing. */
export function jsonTextOf(data: TypedData | null | undefined): string | null {
  if (data === null || data === undefined) return null;
  if (data.json !== null && data.json !== undefined) return data.json;
  const scalar = data.string ?? data.int ?? data.double;
  if (scalar !== null && scalar !== undefined) return JSON.stringify(scalar);
  return data.bytes ? JSON.stringify(Buffer.from(data.bytes).toString("base64")) : null;
}
