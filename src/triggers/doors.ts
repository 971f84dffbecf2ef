import type { InvocationContext } from "@azure/functions";
import { operationsOf } from "../workflow/durable.ts";
import type { Doors, Ports } from "../workflow/ports.ts";

export const doorsOf = (ports: () => Ports, context: InvocationContext): Doors => ({
  ports: ports(),
  operations: operationsOf(context),
});
