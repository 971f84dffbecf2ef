import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { pairSchema } from "../../src/pair-files.ts";

interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
}

/** The documents that are made from the pair file's schema. */
export function pairDocs(): readonly { file: string; text: string }[] {
  const schema = z.toJSONSchema(pairSchema, { io: "input" });
  return [
    { file: "docs/pair.schema.json", text: `${JSON.stringify(schema, null, 2)}\n` },
    { file: "docs/pair-file.md", text: page(schema as Node) },
  ];
}

function page(schema: Node): string {
  const sample = readFileSync(join(import.meta.dirname, "../../pairs/shop.json"), "utf8").trim();
  const rows = fields(schema, "").map(({ path, node, required }) => {
    const fallback =
      node.default === undefined ? (required ? "required" : "") : `\`${JSON.stringify(node.default)}\``;
    return `| \`${path}\` | ${kindOf(node)} | ${fallback} | ${node.description ?? ""} |`;
  });
  return [
    "# The pair file",
    "",
    "One JSON file a pair in the folder `pairs`. This page and `pair.schema.json` are generated from the schema that",
    "parses the files (`npm run docs`). An unknown field is refused, and an error names file, field and fix.",
    "",
    "| field | values | default | meaning |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
    "## A sample",
    "",
    "```json",
    sample,
    "```",
    "",
  ].join("\n");
}

interface Field {
  readonly path: string;
  readonly node: Node;
  readonly required: boolean;
}

/** Alternatives are told one after the other, each by what makes it this one. */
function alternatives(node: Node, path: string): readonly Field[] {
  const choices = choicesOf(node);
  if (choices.length === 0 || choices.some((choice) => choice.properties === undefined)) return [];
  return choices.flatMap((choice) => {
    const marks = Object.entries(choice.properties ?? {}).filter(([, child]) => child.const !== undefined);
    const name = marks.map(([mark, child]) => `${mark} ${JSON.stringify(child.const)}`).join(", ");
    return fields(choice, `${path} (${name})`);
  });
}

/** An alternative that has alternatives itself counts as those. */
const choicesOf = (node: Node): readonly Node[] =>
  (node.anyOf ?? node.oneOf ?? []).flatMap((choice) => {
    const inner = choicesOf(choice);
    return inner.length > 0 ? inner : [choice];
  });

function fields(node: Node, path: string): readonly Field[] {
  const parts = path === "" ? [] : alternatives(node, path);
  if (parts.length > 0) return parts;
  const own = node.items?.properties === undefined ? node : node.items;
  const suffix = node.items?.properties === undefined ? "" : "[]";
  return Object.entries(own.properties ?? {}).flatMap(([name, child]) => {
    const childPath = path === "" ? name : `${path}${suffix}.${name}`;
    const nested = fields(child, childPath);
    return nested.length > 0
      ? nested
      : [{ path: childPath, node: child, required: own.required?.includes(name) ?? false }];
  });
}

function kindOf(node: Node): string {
  const choices = node.anyOf ?? node.oneOf;
  if (choices !== undefined) return choices.map(kindOf).join(" or ");
  if (node.const !== undefined) return `\`${JSON.stringify(node.const)}\``;
  if (node.enum !== undefined) return node.enum.map((value) => `\`${JSON.stringify(value)}\``).join(", ");
  if (node.properties !== undefined)
    return Object.entries(node.properties)
      .map(([name, child]) => `{${name}: ${kindOf(child)}}`)
      .join(" ");
  return node.items === undefined ? (node.type ?? "") : `list of ${kindOf(node.items)}`;
}
