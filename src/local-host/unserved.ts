import type { RegisteredFunction } from "./app/registration.ts";
import type { Log } from "./host-log.ts";
import type { BrokenTrigger } from "./http/http-triggers.ts";

const served: ReadonlySet<string> = new Set([
  "activitytrigger",
  "entitytrigger",
  "eventgridtrigger",
  "httptrigger",
  "orchestrationtrigger",
  "timertrigger",
]);

/** Of inputs a function gets what has triggered it, and the Durable client. */
const isFilled = (kind: string): boolean => /trigger$|^durableclient$/i.test(kind);

/** Says at the start what this host will not do, rather than dropping it in silence. */
export function warnOfUnserved(
  functions: readonly RegisteredFunction[],
  broken: readonly BrokenTrigger[],
  log: Log,
): void {
  const warn = (functionName: string, message: string): void =>
    log({ level: "warning", category: "system", functionName, message });
  for (const { target, problem } of broken) warn(target.name, `${problem} It is not served.`);
  for (const { name, type, trigger, metadata } of functions) {
    if (!served.has(type)) {
      warn(
        name,
        `Its trigger ${trigger.type} is not offered by this host: run it with POST /admin/functions/${name}.`,
      );
    }
    for (const { direction, type: kind } of Object.values(metadata.bindings)) {
      if (direction === "out" && kind !== "http")
        warn(name, `What it writes to its output ${kind} is dropped.`);
      if (direction === "in" && !isFilled(kind)) warn(name, `Its input ${kind} stays empty.`);
    }
  }
}
