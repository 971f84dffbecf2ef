import type { HasPipeline } from "../arm/clients.ts";
import { parsedAs } from "../arm/errors.ts";
import { sendRaw } from "../arm/raw.ts";
import { Engine, type ClassicBody } from "./body.ts";
import { lastName, type ClassicPair } from "./ids.ts";

/** The rules engines that routing rules have; most Front Doors have none, and nothing more is asked then. */
export async function readEngines(
  client: HasPipeline,
  { router }: ClassicPair,
  { properties }: ClassicBody,
): Promise<readonly Engine[]> {
  const names = new Set(
    properties.routingRules.flatMap((rule) =>
      rule.properties.rulesEngine == null ? [] : lastName(rule.properties.rulesEngine.id),
    ),
  );
  return Promise.all(
    [...names].map(async (name) => {
      const id = `${router.frontDoorId}/rulesEngines/${name}`;
      return parsedAs(Engine, (await sendRaw(client, { method: "GET", target: id, resource: id })).body, id);
    }),
  );
}
