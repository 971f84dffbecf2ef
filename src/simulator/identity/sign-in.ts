import type { IncomingMessage, ServerResponse } from "node:http";
import { readRequest, sendAnswer, type Answered, type Asked } from "../wire/exchange.ts";

/** login.microsoftonline.com for workloads that have no managed identity, but a token of their cluster. */
export interface SignIn {
  readonly host: string;
  readonly listener: (request: IncomingMessage, response: ServerResponse) => void;
  /** The token of a service account that is federated with this application. */
  issueToken(subject: string, clientId: string): string;
}

/** `trusts`: whether the identity of that client takes tokens for this subject, `{cluster id}/{service account}`. */
export type Trusts = (subject: string, clientId: string) => boolean;

export function createSignIn(trusts: Trusts = () => true): SignIn {
  const claimsOf = new Map<string, Claims>();
  return {
    host: "login.microsoftonline.com",
    listener(request, response) {
      readRequest(request, request.headers.host ?? "login")
        .then((asked) =>
          sendAnswer(
            response,
            answer(asked, (token) => clientTrusting(claimsOf.get(token), trusts)),
          ),
        )
        .catch(() => response.destroy());
    },
    issueToken(subject, clientId) {
      const claims = { sub: subject, aud: "api://AzureADTokenExchange", n: claimsOf.size };
      const parts = [{ alg: "RS256", typ: "JWT" }, claims].map((part) => encoded(JSON.stringify(part)));
      const token = [...parts, encoded("signed by nobody")].join(".");
      claimsOf.set(token, { subject, clientId });
      return token;
    },
  };
}

interface Claims {
  readonly subject: string;
  readonly clientId: string;
}

const clientTrusting = (claims: Claims | undefined, trusts: Trusts): string | undefined =>
  claims !== undefined && trusts(claims.subject, claims.clientId) ? claims.clientId : undefined;

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** The v2.0 token endpoint's client credentials with a federated credential (learn.microsoft.com/entra/identity-platform). */
function answer({ method, url, body }: Asked, clientOf: (token: string) => string | undefined): Answered {
  const isTokenPath = /^\/[^/]+\/oauth2\/v2\.0\/token$/.test(url.pathname);
  if (method !== "POST" || !isTokenPath) return json(404, {});
  const form = new URLSearchParams(body.toString("utf8"));
  const client = clientOf(form.get("client_assertion") ?? "");
  if (form.get("grant_type") !== "client_credentials")
    return refusal("unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type.");
  if (!(form.get("scope") ?? "").endsWith("/.default"))
    return refusal("invalid_scope", "AADSTS1002012: The provided value for scope is not valid.");
  if (form.get("client_assertion_type") !== assertionType || client === undefined)
    return refusal("invalid_client", "AADSTS700213: No matching federated identity record found.");
  if (form.get("client_id") !== client)
    return refusal("unauthorized_client", "AADSTS700016: The application was not found in the directory.");
  return json(200, {
    token_type: "Bearer",
    expires_in: 86_399,
    ext_expires_in: 86_399,
    access_token: "rehearsal",
  });
}

const refusal = (error: string, text: string): Answered =>
  json(error === "invalid_client" ? 401 : 400, { error, error_description: text });

const json = (status: number, body: object): Answered => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

const encoded = (text: string): string => Buffer.from(text).toString("base64url");
