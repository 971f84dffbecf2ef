import type { HttpCookie } from "../app/typed-data.ts";

const sameSites: Readonly<Record<string, string>> = { lax: "Lax", strict: "Strict", explicitNone: "None" };

/** A `Set-Cookie` value. */
export function cookieHeader(cookie: HttpCookie): string {
  const { domain, path, expires, maxAge, secure, httpOnly, sameSite } = cookie;
  const seconds = expires?.value?.seconds;
  const parts = [
    `${cookie.name}=${encodeURIComponent(cookie.value)}`,
    given("expires", seconds === undefined ? undefined : new Date(seconds * 1000).toUTCString()),
    given("max-age", maxAge?.value),
    given("domain", domain?.value),
    given("path", path?.value),
    secure?.value === true ? "secure" : undefined,
    given("samesite", sameSites[sameSite ?? "none"]),
    httpOnly?.value === true ? "httponly" : undefined,
  ];
  return parts.filter((part) => part !== undefined).join("; ");
}

const given = (name: string, value: string | number | undefined): string | undefined =>
  value === undefined ? undefined : `${name}=${value}`;
