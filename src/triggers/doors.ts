import type { InvocationContext } from "@azure/functions";
import { operationsOf } from "../workflow/durable.ts";
import type { Operations, Ports } from "../workflow/ports.ts";

/** What a trigger asks: the outside through the ports, and the running operations through the durable client. */
export interface Doors {
  readonly ports: Ports;
  readonly operations: Operations;
}

export const doorsOf = (ports: () => Ports, context: InvocationContext): Doors => ({
  ports: ports(),
  operations: operationsOf(context),
});
