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
    ...checked,
    "## A sample",
    "",
    "```json",
    sample,
    "```",
    "",
  ].join("\n");
}

/** What is checked besides the schema; the rules are in src/domain/environment/pair-faults.ts. */
const checked = [
  "## What is checked besides",
  "",
  "`npm run validate` reads every file of the folder, alone and against the others, and writes one line a fault: file, path,",
  "problem, fix. It exits 0 when nothing is wrong, 1 when something is, 2 on bad arguments (`-- --help` tells them). `azd deploy`",
  "runs it first, as `npm run validate:deployment`, which refuses a sample, too.",
  "",
  "- The same cluster, host name, DNS record set, route, origin group, endpoint, routing rule or backend pool is named twice, by",
  "  one pair or by two. The users' endpoint and public name may be shared by pairs with a route each; a preview may never be",
  "  the users' endpoint, nor an origin the public name.",
  "- A route belongs to another profile than `router.profileId`.",
  "- Two checks have one name.",
  "- An id holds a placeholder: `<…>`, `{…}`, `YOUR-…`, a GUID of zeros.",
  "- The file begins with a byte order mark, or is no JSON.",
  "- Before a deployment only: `versionPolicy.pinned` names a minor whose support has ended by the",
  "  [calendar](support-calendar.md). A pair that runs does not break on the day after.",
  "",
  "The app goes by the same rules when it starts. A file with a fault takes its own pair out of use and no other; of two pairs",
  "that name the same thing both are out of use, for nobody can tell whose it is. `GET /api/pairs` lists them under `broken` with",
  "every reason, and whoever asks for such a pair by name gets `409 PAIR_BROKEN`. An operation that owns the pair goes on with",
  "the pair as it was claimed, and can be watched, paused, aborted and rolled back; nothing new begins.",
  "",
  "A **sample** is a pair whose hosts are all names that nobody can own (`.example`, `.test`, `example.com` …). It may have zeros",
  "for ids, so that it can be rehearsed, as `pairs/shop.json` below; it cannot be deployed. A pair with one host of its own is no",
  "sample, and every zero left in it is told.",
  "",
];

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
