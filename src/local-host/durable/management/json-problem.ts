/** What .NET's JSON reader says of a text that is none; of the many texts those that callers meet most. */
export function jsonProblem(text: string): string {
  const start = text.search(/\S/);
  const first = text[start] ?? "";
  if (first === "") return "Error reading JToken from JsonReader. Path '', line 0, position 0.";
  if (!/[[{"'\-\d]|[tfnNIu]/.test(first)) {
    return `Unexpected character encountered while parsing value: ${first}. Path '', line 0, position 0.`;
  }
  const unquoted = /^\{\s*([A-Za-z_$][\w$]*)$/.exec(text);
  if (unquoted !== null) {
    return `Unexpected end while parsing unquoted property name. Path '', line 1, position ${text.length}.`;
  }
  const withoutValue = /^\{\s*"?([A-Za-z_$][\w$]*)"?\s*:\s*$/.exec(text);
  if (withoutValue !== null) {
    return `Unexpected end when deserializing object. Path '${withoutValue[1]}', line 1, position ${text.length}.`;
  }
  return `Unexpected end of content or character in the JSON text. Path '', line 1, position ${text.length}.`;
}
