/** Thrown to whoever has called `process.exit`, which never returns. */
class Gone extends Error {}

/** Asks `isOurs` before this process ends by `process.exit`; the answer gives that up. */
export function catchExit(isOurs: (code: number) => boolean): () => void {
  const original = process.exit.bind(process);
  const caught: typeof process.exit = (code) => {
    if (isOurs(Number(code ?? process.exitCode ?? 0))) throw new Gone("This worker has ended.");
    return original(code);
  };
  process.exit = caught;
  return () => {
    if (process.exit === caught) process.exit = original;
  };
}
