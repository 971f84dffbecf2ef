import type { IncomingHttpHeaders } from "node:http";

/** The token that every Azure request must carry here as there. Whose it is and what it is good for is not looked at. */
export const hasToken = (headers: IncomingHttpHeaders | Readonly<Record<string, string>>): boolean =>
  /^Bearer \S/i.test(headers["authorization"] ?? "");

const authority = "https://login.microsoftonline.com/00000000-0000-0000-0000-00000000000a";

/** What ARM, and what speaks its language, tells whoever comes without a token. */
export const unauthenticated = {
  status: 401,
  headers: {
    "www-authenticate": `Bearer authorization_uri="${authority}", error="invalid_token", error_description="The authentication failed because of missing 'Authorization' header."`,
  },
  body: {
    error: {
      code: "AuthenticationFailed",
      message: "Authentication failed. The 'Authorization' header is missing.",
    },
  },
} as const;

/** Storage tells it in its own way. */
export const storageChallenge = `Bearer authorization_uri=${authority}/oauth2/authorize resource_id=https://storage.azure.com`;
