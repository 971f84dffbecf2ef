import { z } from "zod";
import type { ArmAnswer, ArmProvider, ArmRequest } from "../joints.ts";

export interface SeededIdentity {
  readonly id: string;
  readonly clientId: string;
  readonly credentials: readonly FederatedCredential[];
}

export interface FederatedCredential {
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
}

export interface Identities {
  readonly provider: ArmProvider;
  /** An identity that was there before anybody looked. */
  seed(identity: SeededIdentity): void;
  has(clientId: string): boolean;
  /** Whether a token of that issuer for that subject signs in as the identity. */
  trusts(clientId: string, token: Omit<FederatedCredential, "name" | "audiences">): boolean;
}

interface Identity {
  readonly id: string;
  readonly clientId: string;
  /** By their names in lower case. */
  readonly credentials: Map<string, FederatedCredential>;
}

const mostCredentials = 20;

/** Microsoft.ManagedIdentity 2024-11-30: user-assigned identities, and their federated credentials, which hold at once. */
export function createIdentities(): Identities {
  const identities = new Map<string, Identity>();
  const of = (clientId: string) => [...identities.values()].find((one) => one.clientId === clientId);
  return {
    provider: { find: (request) => operationFor(identities, request) },
    seed: ({ id, clientId, credentials }) =>
      void identities.set(id.toLowerCase(), {
        id,
        clientId,
        credentials: new Map(credentials.map((one) => [one.name.toLowerCase(), one])),
      }),
    has: (clientId) => of(clientId) !== undefined,
    // learn.microsoft.com/entra/workload-id: both are compared as they are written
    trusts: (clientId, { issuer, subject }) =>
      [...(of(clientId)?.credentials.values() ?? [])].some(
        (one) => one.issuer === issuer && one.subject === subject,
      ),
  };
}

const groupPath = String.raw`/subscriptions/[^/]+/resourceGroups/[^/]+`;
const kind = String.raw`/providers/Microsoft\.ManagedIdentity/userAssignedIdentities`;
const pathPattern = new RegExp(
  `^(${groupPath})${kind}(?:/([^/]+)(/federatedIdentityCredentials(?:/([^/]+))?)?)?$`,
  "i",
);

type Known = ReadonlyMap<string, Identity>;

function operationFor(identities: Known, request: ArmRequest): ReturnType<ArmProvider["find"]> {
  const [path, group = "", name, below, credential] = pathPattern.exec(request.path) ?? [];
  if (path === undefined) return undefined;
  const operation = (operationId: string, answer: () => ArmAnswer) => ({
    operationId,
    resourceId: request.path,
    isWrite: request.method !== "GET",
    answer,
  });
  if (name === undefined) {
    const here = () =>
      [...identities.values()].filter(({ id }) => id.toLowerCase().startsWith(`${group.toLowerCase()}/`));
    return operation("UserAssignedIdentities_ListByResourceGroup", () => ok({ value: here().map(bodyOf) }));
  }
  const id = below === undefined ? path : path.slice(0, path.toLowerCase().lastIndexOf(below.toLowerCase()));
  const on = (answer: (identity: Identity) => ArmAnswer) => () => {
    const identity = identities.get(id.toLowerCase());
    return identity === undefined ? notFound(id) : answer(identity);
  };
  if (below === undefined)
    return operation(
      "UserAssignedIdentities_Get",
      on((identity) => ok(bodyOf(identity))),
    );
  if (credential === undefined)
    return operation(
      "FederatedIdentityCredentials_List",
      on((identity) =>
        ok({ value: [...identity.credentials.values()].map((one) => credentialBody(identity, one)) }),
      ),
    );
  const known = operations[request.method];
  return known === undefined
    ? undefined
    : operation(
        known.operationId,
        on((identity) => known.answer(identity, credential, request)),
      );
}

interface CredentialOperation {
  readonly operationId: string;
  readonly answer: (identity: Identity, name: string, request: ArmRequest) => ArmAnswer;
}

const operations: Readonly<Record<string, CredentialOperation>> = {
  GET: {
    operationId: "FederatedIdentityCredentials_Get",
    answer: (identity, name, { path }) => {
      const found = identity.credentials.get(name.toLowerCase());
      return found === undefined ? notFound(path) : ok(credentialBody(identity, found));
    },
  },
  PUT: { operationId: "FederatedIdentityCredentials_CreateOrUpdate", answer: put },
  DELETE: {
    operationId: "FederatedIdentityCredentials_Delete",
    answer: ({ credentials }, name) => ({ status: credentials.delete(name.toLowerCase()) ? 200 : 204 }),
  },
};

const Body = z.object({
  properties: z.object({
    issuer: z.url(),
    subject: z.string().min(1),
    audiences: z.array(z.string()).length(1),
  }),
});

const allowedName = /^[a-z0-9][a-z0-9_-]{2,119}$/i;

/** The texts are those that deployments have reported (Azure/bicep-types-az#2029). */
function put(identity: Identity, name: string, { body }: ArmRequest): ArmAnswer {
  const wished = Body.safeParse(body);
  if (!wished.success || !allowedName.test(name))
    return refused("BadRequest", "The federated identity credential is not valid.");
  const { issuer, subject } = wished.data.properties;
  const before = identity.credentials.get(name.toLowerCase());
  const others = [...identity.credentials.values()].filter((one) => one !== before);
  if (others.some((one) => one.issuer === issuer && one.subject === subject))
    return refused("BadRequest", "Issuer and subject combination already exists for this Managed Identity.");
  if (others.length >= mostCredentials)
    return refused("BadRequest", `Too many federated credentials: at most ${mostCredentials} are allowed.`);
  const credential = { name, ...wished.data.properties };
  identity.credentials.set(name.toLowerCase(), credential);
  return { status: before === undefined ? 201 : 200, body: credentialBody(identity, credential) };
}

const bodyOf = ({ id, clientId }: Identity) => ({
  id,
  name: id.split("/").at(-1),
  type: "Microsoft.ManagedIdentity/userAssignedIdentities",
  location: "westeurope",
  tags: {},
  properties: {
    tenantId: "00000000-0000-0000-0000-00000000000a",
    principalId: clientId,
    clientId,
  },
});

const credentialBody = ({ id }: Identity, { name, ...properties }: FederatedCredential) => ({
  id: `${id}/federatedIdentityCredentials/${name}`,
  name,
  type: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
  properties,
});

const ok = (body: unknown): ArmAnswer => ({ status: 200, body });

const refused = (code: string, message: string): ArmAnswer => ({
  status: 400,
  body: { error: { code, message } },
});

const notFound = (id: string): ArmAnswer => ({
  status: 404,
  body: { error: { code: "ResourceNotFound", message: `The Resource '${id}' was not found.` } },
});
