const pattern = /^(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,7}))?$/;

/** A .NET TimeSpan in milliseconds; undefined: it is none, or not longer than nothing. */
export function parseTimeSpan(text: string): number | undefined {
  const found = pattern.exec(text.trim());
  if (found === null) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = found.slice(1, 5).map((part) => Number(part ?? 0));
  const fraction = Number(`0.${found[5] ?? "0"}`);
  const ms = ((days * 24 + hours) * 60 + minutes) * 60_000 + (seconds + fraction) * 1000;
  return ms > 0 ? ms : undefined;
}
