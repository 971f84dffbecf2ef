/** How a header of an answer is read; undefined where the answer does not have it. */
export type HeaderOf = (name: string) => string | undefined;

/**
 * How long an answer asks us to wait. Azure says it in seconds, in milliseconds (`retry-after-ms`), or as an HTTP date:
 * that is by the server's clock, so it is compared with the answer's own `Date`, never with ours.
 */
export function retryAfterSeconds(header: HeaderOf): number | undefined {
  for (const name of ["retry-after-ms", "x-ms-retry-after-ms"]) {
    const ms = countIn(header(name));
    if (ms !== undefined) return Math.ceil(ms / 1000);
  }
  const said = header("retry-after");
  return countIn(said) ?? untilDate(said, header("date"));
}

function countIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

function untilDate(until: string | undefined, now: string | undefined): number | undefined {
  const seconds = (Date.parse(until ?? "") - Date.parse(now ?? "")) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}
