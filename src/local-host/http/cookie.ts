import type { HttpCookie } from "../app/typed-data.ts";

const sameSites: Readonly<Record<string, string>> = { lax: "lax", strict: "strict", explicitNone: "none" };

/** A `Set-Cookie` value, as .NET writes it. */
export function cookieHeader(cookie: HttpCookie): string {
  const { domain, path, expires, maxAge, secure, httpOnly, sameSite } = cookie;
  const parts = [
    `${cookie.name}=${encodeURIComponent(cookie.value)}`,
    given("expires", dateOf(expires?.value?.seconds)),
    given("max-age", maxAge?.value),
    given("domain", domain?.value),
    given("path", path?.value ?? "/"),
    flag("secure", secure?.value),
    given("samesite", sameSites[sameSite ?? "none"]),
    flag("httponly", httpOnly?.value),
  ];
  return parts.filter((part) => part !== undefined).join("; ");
}

const dateOf = (seconds: number | undefined): string | undefined =>
  seconds === undefined ? undefined : new Date(seconds * 1000).toUTCString();

const flag = (name: string, isSet: boolean | undefined): string | undefined =>
  isSet === true ? name : undefined;

const given = (name: string, value: string | number | undefined): string | undefined =>
  value === undefined ? undefined : `${name}=${value}`;
