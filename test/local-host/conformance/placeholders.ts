/** What stands for `<GUID1>` and the like, the same throughout a scenario. */
export type Bindings = Map<string, string>;

const placeholder =
  /<(?:TS\.\d(?:Z|\+00:00)?(?:\+\d+d)?|(?:GUID|HEX)\d+|N|KEY|HTTPDATE|base64 of: (?:<HEX\d+>|[^<>]+)|home page[^>]*)>/g;

/** Whether the text has the recorded form, and names the same things where the recording does. */
export function sameText(recorded: string, actual: string, bindings: Bindings): boolean {
  if (recorded === actual) return true;
  const names: string[] = [];
  let pattern = "";
  let end = 0;
  for (const found of recorded.matchAll(placeholder)) {
    pattern += escape(recorded.slice(end, found.index));
    pattern += `(${formOf(found[0])})`;
    names.push(found[0]);
    end = found.index + found[0].length;
  }
  if (names.length === 0) return sameKnownFunctions(recorded, actual);
  pattern += escape(recorded.slice(end));
  const match = new RegExp(`^${pattern}$`, "s").exec(actual);
  return match !== null && names.every((name, index) => isBound(name, match[index + 1] ?? "", bindings));
}

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);

const base64 = "[A-Za-z0-9+/=]+";

function formOf(name: string): string {
  if (name.startsWith("<TS.0")) return String.raw`20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d${escape(zoneOf(name))}`;
  // fewer digits than recorded: trailing zeros are cut, and ours has milliseconds
  if (name.startsWith("<TS.")) {
    return String.raw`20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?${escape(zoneOf(name))}`;
  }
  if (name.startsWith("<GUID")) return "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  if (name.startsWith("<HEX")) return "[0-9a-f]{32}";
  if (name === "<N>") return String.raw`-?\d+(?:\.\d+)?`;
  if (name.startsWith("<base64")) return base64;
  if (name.startsWith("<home page")) return ".*<title>Your Azure Function App is up and running.</title>.*";
  return ".*";
}

const zoneOf = (name: string): string => /Z|\+00:00/.exec(name)?.[0] ?? "";

function isBound(name: string, value: string, bindings: Bindings): boolean {
  const inner = /^<base64 of: (.*)>$/.exec(name)?.[1];
  if (inner !== undefined) {
    return sameText(inner, Buffer.from(value, "base64").toString("utf8"), bindings);
  }
  if (!/^<(?:GUID|HEX)/.test(name)) return true;
  const known = bindings.get(name);
  if (known !== undefined) return known === value;
  // two names never stand for one thing
  if ([...bindings.values()].includes(value)) return false;
  bindings.set(name, value);
  return true;
}

const knownFunctions = /the known \w+ functions: ('[^.]*')/;

/** The recorded app had fewer functions at first, and told them in the order of a hash table. */
function sameKnownFunctions(recorded: string, actual: string): boolean {
  const [one, other] = [knownFunctions.exec(recorded), knownFunctions.exec(actual)];
  if (one?.[1] === undefined || other?.[1] === undefined) return false;
  const rest = (text: string, list: string): string => text.replace(list, "");
  if (rest(recorded, one[1]) !== rest(actual, other[1])) return false;
  const own = new Set(other[1].split(", "));
  return one[1].split(", ").every((name) => own.has(name));
}

/** Without the lines of stack traces, whether their ends of line are written out or not. */
export const withoutFrames = (text: string): string =>
  text.replaceAll(/(?:\\+r|\r)?(?:\\+n|\n)?\s+at [^"\n\\]*(?:\\(?!n)[^"\n\\]*)*/g, "");
