import type { Environment } from "../app/settings.ts";
import { messageOf } from "../host-error.ts";

/** These two are understood without a scope, as the extension does. */
const wellKnown = /^(https:\/\/(?:management\.core\.windows\.net|graph\.microsoft\.com))\/?$/;

/** A token of the app's managed identity, from the endpoint that App Service and its stand-ins offer. */
export async function identityToken(scope: string, settings: Environment): Promise<string> {
  const { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: secret, AZURE_CLIENT_ID: clientId } = settings;
  if (endpoint === undefined || secret === undefined) {
    throw new Error(
      "A token source needs a managed identity: IDENTITY_ENDPOINT and IDENTITY_HEADER are not set. Set them to an identity endpoint, or make the request in an activity.",
    );
  }
  const url = new URL(endpoint);
  url.searchParams.set("api-version", "2019-08-01");
  url.searchParams.set("resource", resourceOf(scope));
  if (clientId !== undefined) url.searchParams.set("client_id", clientId);
  const answer = await fetch(url, { headers: { "X-IDENTITY-HEADER": secret } });
  const body = await answer.text();
  const token = answer.ok ? tokenIn(body) : undefined;
  if (token !== undefined) return token;
  throw new Error(
    `The identity endpoint gives no token for ${scope}: ${answer.status} ${body.slice(0, 500)}`,
  );
}

function resourceOf(scope: string): string {
  const [, known] = wellKnown.exec(scope) ?? [];
  return known ?? scope.replace(/\/\.default$/, "");
}

function tokenIn(body: string): string | undefined {
  try {
    const { access_token: token } = JSON.parse(body) as { access_token?: unknown };
    return typeof token === "string" ? token : undefined;
  } catch (error) {
    throw new Error(`The identity endpoint's answer is no JSON: ${messageOf(error)}`, { cause: error });
  }
}
