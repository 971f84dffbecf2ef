/** How far an exchange had come. */
export type Stage = "resolving" | "connecting" | "securing" | "asking" | "reading";

/**
 * Whose trouble it is that there is no answer. `environment`: it was reached and did not answer as it must. `network`:
 * our own, or nobody's: the look says nothing. `unclear`: it may be either.
 */
export type Whose = "environment" | "network" | "unclear";

/**
 * | What happened | Whose | Why |
 * | --- | --- | --- |
 * | the name cannot be resolved (ENOTFOUND, EAI_AGAIN, ESERVFAIL, …), or not in time | network | users' edges resolve by resolvers of their own |
 * | no local port or socket is left (EADDRNOTAVAIL, EMFILE, ENFILE, ENOBUFS, ENOMEM) | network | SNAT ports and sockets are the app's |
 * | no way there (ENETUNREACH, EHOSTUNREACH, ENETDOWN, EHOSTDOWN), a proxy that refuses | network | the packet has left nobody's network but ours |
 * | no connection in time (ETIMEDOUT, the deadline while connecting) | unclear | SNAT exhaustion and an address with nothing behind it look the same; whoever asks tries a witness |
 * | refused, reset, broken TLS, an answer that is no HTTP, none after connecting | environment | something there answered, or ought to have |
 */
export function whose(code: string | undefined, stage: Stage): Whose {
  if (code !== undefined && (ownTrouble.has(code) || /^(EAI_|ERR_PROXY)/.test(code))) return "network";
  if (stage === "resolving" && code === deadline) return "network";
  if (code === "ETIMEDOUT" || (stage === "connecting" && code === deadline)) return "unclear";
  return "environment";
}

/** Not the system's: the whole exchange took too long. */
export const deadline = "DEADLINE";

const ownTrouble: ReadonlySet<string> = new Set(
  [
    "ENOTFOUND ENODATA ESERVFAIL EREFUSED ETIMEOUT ECONNABORTED",
    "EADDRNOTAVAIL EADDRINUSE EMFILE ENFILE ENOBUFS ENOMEM",
    "ENETUNREACH EHOSTUNREACH ENETDOWN EHOSTDOWN ENONET EACCES EPERM",
  ].flatMap((codes) => codes.split(" ")),
);

/** A name may have several addresses (happy eyeballs): one that answered anything tells more than one without a way. */
export function codeOf(error: unknown, stage: Stage): string | undefined {
  const { code, errors } = error as { code?: unknown; errors?: readonly unknown[] };
  const codes = (errors ?? []).flatMap((one) => codeOf(one, stage) ?? []);
  const telling = ["environment", "unclear"].flatMap(
    (by) => codes.find((one) => whose(one, stage) === by) ?? [],
  );
  return telling[0] ?? codes[0] ?? (typeof code === "string" ? code : undefined);
}
