import type { RequestListener } from "node:http";

const dayMs = 86_400_000;

/**
 * The token endpoint of App Service's managed identity, api-version 2019-08-01. Expiry is by the clock that the asker's
 * SDK reads, and that is the wall clock unless the asker goes by a faster one.
 */
export function tokenEndpoint(secret: string, now: () => number = Date.now): RequestListener {
  return (request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const wrong = url.pathname !== "/msi/token" || request.headers["x-identity-header"] !== secret;
    const expires = Math.floor((now() + dayMs) / 1000);
    const token = {
      access_token: "rehearsal",
      expires_on: String(expires),
      resource: url.searchParams.get("resource"),
      token_type: "Bearer",
    };
    response.writeHead(wrong ? 401 : 200, { "content-type": "application/json" });
    response.end(
      JSON.stringify(wrong ? { statusCode: 401, message: "wrong path or identity header" } : token),
    );
  };
}
