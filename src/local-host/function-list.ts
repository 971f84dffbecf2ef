import type { LocalHost } from "./local-host.ts";

/** What a host prints once it is up: every function, and how to reach it. */
export function functionList({ functions, routes, baseUrl }: LocalHost): readonly string[] {
  const names = functions.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const http = names.flatMap(({ name }) => {
    const route = routes.get(name);
    if (route === undefined) return [];
    return [`\t${name}: [${route.methods.join(",")}] ${baseUrl}/${route.template}`, ""];
  });
  const others = names
    .filter(({ type }) => type !== "httptrigger")
    .flatMap(({ name, trigger }) => [`\t${name}: ${trigger.type}`, ""]);
  return ["", "Functions:", "", ...http, ...others];
}
