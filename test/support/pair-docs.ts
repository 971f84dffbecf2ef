import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { pairSchema } from "../../src/pair-schema/schema.ts";
import { rowsOf, type Node } from "./pair-rows.ts";
import { checked, example, intro, routers } from "./pair-page.ts";

const project = join(import.meta.dirname, "../..");

/** The documents that are made from the pair file's schema. */
export function pairDocs(): readonly { file: string; text: string }[] {
  const schema = z.toJSONSchema(pairSchema, { io: "input" });
  return [
    { file: "docs/pair.schema.json", text: `${JSON.stringify(schema, null, 2)}\n` },
    { file: "docs/pair-file.md", text: page(schema as Node) },
  ];
}

function page(schema: Node): string {
  const { byRoute, byPriority, classic } = routersIn(schema);
  return [
    ...intro,
    ...table(rowsOf(withoutRouter(schema), "")),
    "## `router`",
    "",
    ...routers.frontDoor,
    ...table(rowsOf(byRoute, "router")),
    ...routers.byPriority,
    ...table(differing(rowsOf(byPriority, "router"), rowsOf(byRoute, "router"))),
    ...routers.classic,
    ...table(rowsOf(classic, "router")),
    ...checked,
    "## A sample",
    "",
    ...json("pairs/shop.json"),
    ...example,
    ...json("docs/examples/three-routes.json"),
  ].join("\n");
}

const table = (rows: readonly string[]): readonly string[] => [
  "| field | values | default | meaning |",
  "| --- | --- | --- | --- |",
  ...rows,
  "",
];

const json = (file: string): readonly string[] => [
  "```json",
  readFileSync(join(project, file), "utf8").trim(),
  "```",
  "",
];

/** The three routers, which have pages of their own for being so different. */
function routersIn(schema: Node): { byRoute: Node; byPriority: Node; classic: Node } {
  const [frontDoor, classic] = schema.properties?.["router"]?.oneOf ?? [];
  const [byRoute, byPriority] = frontDoor?.oneOf ?? [];
  if (byRoute === undefined || byPriority === undefined || classic === undefined)
    throw new Error("The schema's router is not what this page tells of.");
  return { byRoute, byPriority, classic };
}

function withoutRouter(schema: Node): Node {
  const { description } = schema.properties?.["router"] ?? {};
  const router = { title: "an object, see below", ...(description === undefined ? {} : { description }) };
  return { ...schema, properties: { ...schema.properties, router } };
}

const differing = (rows: readonly string[], from: readonly string[]): readonly string[] =>
  rows.filter((row) => !from.includes(row));
