const tokens = [
  "Token=",
  "DefaultEndpointsProtocol=http",
  "AccountKey=",
  "Data Source=",
  "Server=",
  "Password=",
  "pwd=",
  "&amp;sig=",
  "&sig=",
  "?sig=",
  "SharedAccessKey=",
  "&amp;code=",
  "&code=",
  "?code=",
  "key=",
] as const;

/** Hides what looks like a credential, as the Functions host does with the message of every exception. */
export function sanitize(text: string): string {
  let clean = text;
  for (const token of tokens) clean = hide(clean, token.toLowerCase());
  return clean;
}

export function looksLikeCredential(text: string): boolean {
  const lower = text.toLowerCase();
  return tokens.some((token) => lower.includes(token.toLowerCase()));
}

function hide(text: string, token: string): string {
  let clean = text;
  for (let start = clean.toLowerCase().indexOf(token); start >= 0;) {
    const length = clean.slice(start).search(/[<"']/);
    const rest = length < 0 ? "" : clean.slice(start + length);
    clean = `${clean.slice(0, start)}[Hidden Credential]${rest}`;
    start = clean.toLowerCase().indexOf(token, start);
  }
  return clean;
}
