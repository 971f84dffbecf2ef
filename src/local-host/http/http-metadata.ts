import type { TypedData } from "../app/typed-data.ts";
import type { RequestHead } from "./exchange.ts";
import type { HttpCall } from "./http-triggers.ts";

export function headersOf({ headers }: RequestHead): Readonly<Record<string, string>> {
  const given = Object.entries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

/** A key that comes more than once is joined. */
export function queryOf({ url }: RequestHead): Readonly<Record<string, string>> {
  const names = [...new Set(url.searchParams.keys())];
  return Object.fromEntries(names.map((name) => [name, url.searchParams.getAll(name).join(",")]));
}

/**
 * What the function is told of its trigger: each query parameter but the key, each parameter of the route, and both
 * whole lists. Case does not matter: the first spelling of a name stays, the last value wins. With HTTP streaming
 * `request.params` is made of this (https://github.com/Azure/azure-functions-host/issues/9840).
 */
export function metadataOf({ head, parameters }: HttpCall): Readonly<Record<string, TypedData>> {
  const told = new Map<string, { readonly name: string; readonly data: TypedData }>();
  const tell = (name: string, data: TypedData): void => {
    const key = name.toLowerCase();
    told.set(key, { name: told.get(key)?.name ?? name, data });
  };
  const query = queryOf(head);
  for (const [name, value] of Object.entries(query)) {
    if (name.toLowerCase() !== "code") tell(name, { string: value });
  }
  for (const [name, value] of Object.entries(parameters)) tell(name, { string: value });
  if (!told.has("query")) tell("Query", { json: JSON.stringify(query) });
  if (!told.has("headers")) tell("Headers", { json: JSON.stringify(headersOf(head)) });
  return Object.fromEntries([...told.values()].map(({ name, data }) => [name, data]));
}
