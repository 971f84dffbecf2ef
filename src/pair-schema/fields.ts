import { z } from "zod";

// The kinds of field that a pair file has. Each is told what it must be and what it means: a message says both, and so
// does the page that is generated from the schema.

interface Wrong {
  readonly code?: string | undefined;
  readonly input?: unknown;
}

/** The message of a field that is not what it must be. */
export const wrong = (be: string, means: string) => ({
  error: ({ input }: Wrong): string => `${mustBe(be, means, input)}${shown(input)}`,
});

export function whole(from: number, to: number, means: string) {
  const said = wrong(`a whole number from ${from} to ${to}`, means);
  return z.int(said).min(from, said).max(to, said).describe(means);
}

export const enabled = (otherwise: boolean, means: string) =>
  z.boolean(wrong("true or false", means)).default(otherwise).describe(means);

export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values, means: string) =>
  z.enum(values, wrong(either(values), means)).describe(means);

interface Text {
  /** What it must be, such as "a host name". */
  readonly be: string;
  readonly pattern: RegExp;
  readonly means: string;
  /** Somebody may have written a secret there: it is not shown. */
  readonly isSecret?: true;
}

export function text({ be, pattern, means, isSecret }: Text) {
  const said = isSecret ? { error: ({ input }: Wrong) => mustBe(be, means, input) } : wrong(be, means);
  return z.string(said).regex(pattern, said).meta({ title: be, description: means });
}

export const hostName = (means: string) =>
  text({
    be: "a host name",
    pattern: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i,
    means,
  });

/** `what`: "an AKS cluster". `tail`: what follows the provider, with `{…}` for each name. */
export function resourceId(what: string, provider: string, tail: string) {
  const be = `the resource id of ${what}`;
  const shape = `/subscriptions/{id}/resourceGroups/{name}/providers/${provider}/${tail}`;
  const pattern = new RegExp(`^${shape.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`, "i");
  return (means: string) => {
    const error = ({ input }: Wrong): string => {
      const must = mustBe(`${be}, ${shape}`, means, input);
      const isSlashed = typeof input === "string" && pattern.test(input.replace(/\/+$/, ""));
      return isSlashed ? `ends with a slash, and ${must}` : `${must}${shown(input)}`;
    };
    return z.string({ error }).regex(pattern, { error }).meta({ title: be, description: means });
  };
}

export function list<Item extends z.ZodType>(item: Item, { be, means }: { be: string; means: string }) {
  const said = wrong(be, means);
  return z.array(item, said).min(1, said).describe(means);
}

/** Knows its fields, and refuses every other: a misspelt one would silently keep its default. */
export const object = <Shape extends z.core.$ZodLooseShape>(shape: Shape, means: string) =>
  z
    .strictObject(shape, {
      error: (issue: Wrong) => {
        if (issue.code !== "unrecognized_keys") return mustBe("an object", means, issue.input);
        return `is no field here; there are ${Object.keys(shape).join(", ")}`;
      },
    })
    .describe(means);

type Choice = z.core.$ZodTypeDiscriminable;

/** One of several objects, told apart by one field. */
export function choice<const Key extends string, Options extends readonly [Choice, ...Choice[]]>(
  key: Key,
  options: Options,
  means: string,
) {
  const values = [...new Set(options.flatMap((option) => [...(option._zod.propValues?.[key] ?? [])]))];
  const be = either(values.map(String));
  return z
    .discriminatedUnion(key, options, {
      error: (issue: Wrong) =>
        issue.code === "invalid_union"
          ? mustBe(be, means, (issue.input as Record<string, unknown>)[key])
          : mustBe(`an object whose ${key} is ${be}`, means, issue.input),
    })
    .describe(means);
}

const mustBe = (be: string, means: string, input: unknown): string =>
  `${input === undefined ? "is missing; it must be" : "must be"} ${be} (${shortly(means)})`;

/** The first sentence, as it reads in the middle of another. */
function shortly(means: string): string {
  const [sentence = ""] = means.split(/\.(?= |$)/);
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}

const longestShown = 80;

/** What stands there instead, where that is one word. */
function shown(input: unknown): string {
  if (input === undefined || (typeof input === "object" && input !== null)) return "";
  const said = JSON.stringify(input);
  return `, not ${said.length > longestShown ? `${said.slice(0, longestShown)}…` : said}`;
}

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(", ");

const either = (values: readonly string[]): string => quoted(values).replace(/, ("[^"]*")$/, " or $1");
