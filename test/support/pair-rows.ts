import { isDeepStrictEqual } from "node:util";

/** What of a JSON Schema the page tells. */
export interface Node {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
}

/** The fields of an object as rows of a table: path, values, default, meaning. */
export function rowsOf(node: Node, path: string, required = "required"): readonly string[] {
  const both = colorsIn(node);
  if (both !== undefined) return rowsOf(both, `${path}.{color}`, required);
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const own = node.required?.includes(name) === true ? required : "optional";
    return rowsOfField(child, path === "" ? name : `${path}.${name}`, own);
  });
}

function rowsOfField(node: Node, path: string, need: string): readonly string[] {
  const both = colorsIn(node);
  if (both !== undefined && both.properties === undefined) return [row(node, path, need)];
  const choices = (node.oneOf ?? []).filter((choice) => choice.properties !== undefined);
  if (choices.length > 0)
    return [row(node, path, need), ...choices.flatMap((one) => rowsOfChoice(one, path))];
  const item = node.items?.properties === undefined ? undefined : node.items;
  if (item !== undefined) return [row(node, path, need), ...rowsOf(item, `${path}[]`)];
  if (node.properties === undefined) return [row(node, path, need)];
  // in an object that may be left out a field is required only where the object is there
  const isSure = need === "required" && node.default === undefined;
  return [
    ...(isSure ? [] : [row(node, path, need)]),
    ...rowsOf(node, path, isSure ? "required" : `required in \`${path}\``),
  ];
}

/** One of several objects, by the field that tells it apart; what it means is that field's meaning. */
function rowsOfChoice(choice: Node, path: string): readonly string[] {
  const marks = Object.entries(choice.properties ?? {}).filter(([, child]) => child.const !== undefined);
  const [mark, value] = marks[0] ?? ["", {}];
  const { [mark]: _mark, ...others } = choice.properties ?? {};
  return [
    row({ ...value, description: choice.description ?? "" }, `${path}.${mark}`, ""),
    ...rowsOf({ ...choice, properties: others }, path, `required with ${kindOf(value)}`),
  ];
}

/** Both colors have the same fields, so those are told once. */
function colorsIn({ properties }: Node): Node | undefined {
  const { blue, green, ...others } = properties ?? {};
  const areBoth = blue !== undefined && Object.keys(others).length === 0;
  return areBoth && isDeepStrictEqual(blue, green) ? blue : undefined;
}

function row(node: Node, path: string, need: string): string {
  const fallback = node.default === undefined ? need : `\`${JSON.stringify(node.default)}\``;
  return `| \`${path}\` | ${kindOf(node)} | ${fallback} | ${node.description ?? ""} |`;
}

function kindOf(node: Node): string {
  if (node.title !== undefined) return node.title;
  if (node.const !== undefined) return code(node.const);
  if (node.enum !== undefined) return node.enum.map(code).join(" or ");
  if (node.anyOf !== undefined) return node.anyOf.map(kindOf).join(" or ");
  if (node.type === "integer") return `${node.minimum} to ${node.maximum}`;
  if (node.items !== undefined)
    return `list, each ${node.items.properties ? "an object" : kindOf(node.items)}`;
  return node.properties === undefined ? (node.type ?? "object") : objectOf(node);
}

function objectOf(node: Node): string {
  const names = Object.keys(node.properties ?? {}).map((name) => `"${name}": …`);
  const color = colorsIn(node);
  return `\`{${names.join(", ")}}\`${color === undefined ? "" : `, each ${kindOf(color)}`}`;
}

const code = (value: unknown): string => `\`${JSON.stringify(value)}\``;
