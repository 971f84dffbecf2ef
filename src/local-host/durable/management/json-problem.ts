/** What .NET's JSON reader throws at a text that is no JSON. */
export interface JsonProblem {
  readonly message: string;
  /** Such as `Newtonsoft.Json.JsonReaderException`. */
  readonly type: string;
}

/** How the text was to be read: as whatever value it holds, or as a tree of tokens. */
export type JsonReading = "value" | "tokens";

/** For a text that `JSON.parse` has refused. */
export function jsonProblem(text: string, reading: JsonReading): JsonProblem {
  const reader: Reader = { text, reading, at: 0, path: [] };
  try {
    readValue(reader);
    skipBlanks(reader);
    const rest = reader.text[reader.at];
    // .NET reads more than JSON, such as comments; what it would take is refused here all the same
    const message =
      rest === undefined
        ? "The text is no JSON."
        : `Additional text encountered after finished reading JSON content: ${rest}.`;
    return readerProblem(reader, message);
  } catch (problem) {
    if (problem instanceof Found) return problem.problem;
    throw problem;
  }
}

interface Reader {
  readonly text: string;
  readonly reading: JsonReading;
  at: number;
  readonly path: Step[];
}

/** Where in a container the reader is; nothing yet: before its first property or element. */
interface Step {
  readonly isList: boolean;
  at: string | number | undefined;
}

class Found extends Error {
  readonly problem: JsonProblem;

  constructor(problem: JsonProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

const fail = (reader: Reader, message: string): Found => new Found(readerProblem(reader, message));

const readerProblem = (reader: Reader, message: string): JsonProblem => ({
  message: `${message} ${placeOf(reader)}`,
  type: "Newtonsoft.Json.JsonReaderException",
});

/** Nothing before the first character counts as a line. */
function placeOf({ text, at, path }: Reader): string {
  const lines = text.slice(0, at).split("\n");
  const line = at === 0 ? 0 : lines.length;
  return `Path '${pathOf(path)}', line ${line}, position ${lines.at(-1)?.length ?? 0}.`;
}

const pathOf = (path: readonly Step[]): string =>
  path
    .filter(({ at }) => at !== undefined)
    .map(({ isList, at }) => (isList ? `[${at}]` : `.${at}`))
    .join("")
    .replace(/^\./, "");

function skipBlanks(reader: Reader): void {
  while (/\s/.test(reader.text[reader.at] ?? "")) reader.at += 1;
}

/** The next character that is no blank. */
function peek(reader: Reader): string {
  skipBlanks(reader);
  return reader.text[reader.at] ?? endOf(reader);
}

function endOf(reader: Reader): never {
  const { path, text, reading } = reader;
  const [outer] = path;
  if (outer === undefined) throw fail({ ...reader, at: 0 }, "Error reading JToken from JsonReader.");
  const kind = text.trimStart().startsWith("[") ? "JArray" : "JObject";
  const isAtStart = path.length === 1 && outer.at === undefined;
  if (reading === "tokens") {
    throw fail(
      reader,
      isAtStart
        ? `Error reading ${kind} from JsonReader.`
        : `Unexpected end of content while loading ${kind}.`,
    );
  }
  if (outer.isList || path.length > 1) {
    const message = `Unexpected end when reading token. Path '${pathOf(path)}'.`;
    throw new Found({ message, type: "Newtonsoft.Json.JsonWriterException" });
  }
  const said = isAtStart ? "Unexpected end when reading JSON." : "Unexpected end when deserializing object.";
  const message = `${said} ${placeOf(reader)}`;
  throw new Found({ message, type: "Newtonsoft.Json.JsonSerializationException" });
}

function readValue(reader: Reader): void {
  const first = peek(reader);
  if (first === "{") readContainer(reader, { isList: false, at: undefined }, "}");
  else if (first === "[") readContainer(reader, { isList: true, at: undefined }, "]");
  else if (first === '"' || first === "'") readString(reader, first);
  else if (/[-\d]/.test(first)) readNumber(reader);
  else if (!readWord(reader)) {
    throw fail(reader, `Unexpected character encountered while parsing value: ${first}.`);
  }
}

function readContainer(reader: Reader, step: Step, closing: string): void {
  reader.at += 1;
  reader.path.push(step);
  while (peek(reader) !== closing) {
    if (step.isList) readElement(reader, step);
    else readProperty(reader, step);
    const next = peek(reader);
    if (next === ",") reader.at += 1;
    else if (next !== closing) {
      throw fail(reader, `After parsing a value an unexpected character was encountered: ${next}.`);
    }
  }
  reader.at += 1;
  reader.path.pop();
}

/** An element counts from its end, a container in it from its beginning. */
function readElement(reader: Reader, step: Step): void {
  const next = typeof step.at === "number" ? step.at + 1 : 0;
  if (/[[{]/.test(peek(reader))) step.at = next;
  readValue(reader);
  step.at = next;
}

function readProperty(reader: Reader, step: Step): void {
  const first = peek(reader);
  const isQuoted = first === '"' || first === "'";
  const start = reader.at;
  if (isQuoted) readString(reader, first);
  else readName(reader, first);
  const name = reader.text.slice(start, reader.at);
  const next = peek(reader);
  if (next !== ":") {
    throw fail(reader, `Invalid character after parsing property name. Expected ':' but got: ${next}.`);
  }
  reader.at += 1;
  step.at = isQuoted ? name.slice(1, -1) : name;
  readValue(reader);
}

const ofName = /[\p{L}\p{Nd}_$]/u;

function readName(reader: Reader, first: string): void {
  if (!ofName.test(first)) throw fail(reader, `Invalid property identifier character: ${first}.`);
  while (ofName.test(reader.text[reader.at] ?? "")) reader.at += 1;
  const next = reader.text[reader.at];
  if (next === undefined) throw fail(reader, "Unexpected end while parsing unquoted property name.");
  if (!/[\s:]/.test(next)) {
    throw fail(reader, `Invalid JavaScript property identifier character: ${next}.`);
  }
}

function readString(reader: Reader, quote: string): void {
  reader.at += 1;
  for (; reader.text[reader.at] !== quote; reader.at += 1) {
    if (reader.text[reader.at] === "\\") reader.at += 1;
    if (reader.at < reader.text.length) continue;
    reader.at = reader.text.length;
    throw fail(reader, `Unterminated string. Expected delimiter: ${quote}.`);
  }
  reader.at += 1;
}

function readNumber(reader: Reader): void {
  const [found = ""] = /^[-+.\da-fxA-FX]+/.exec(reader.text.slice(reader.at)) ?? [];
  reader.at += found.length;
  const next = reader.text[reader.at] ?? "";
  if (!/^[\s,}\])/]?$/.test(next)) {
    throw fail(reader, `Unexpected character encountered while parsing number: ${next}.`);
  }
  if (Number.isNaN(Number(found))) throw fail(reader, `Input string '${found}' is not a valid number.`);
}

const words = ["true", "false", "null", "NaN", "Infinity", "undefined"] as const;

function readWord(reader: Reader): boolean {
  const word = words.find((each) => reader.text.startsWith(each, reader.at));
  reader.at += word?.length ?? 0;
  return word !== undefined;
}
