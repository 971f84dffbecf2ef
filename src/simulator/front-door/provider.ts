import type { ArmAnswer, ArmProvider, ArmRequest } from "../joints.ts";
import type { Profile } from "./profile.ts";
import { resourceBody } from "./resource.ts";
import type { ResourceKind, WritableKind } from "./resource-kinds.ts";
import { isWritable, kindOf, resourceKinds } from "./resource-kinds.ts";
import { considerWrite } from "./writes.ts";
import type { WriteOrder } from "./write-orders.ts";

const profilePath =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Cdn\/profiles\/[^/]+/i;

export interface ProviderOptions {
  readonly profile: Profile;
  readonly accept: (order: WriteOrder) => ArmAnswer;
  /** Whether the caller may see the profile. */
  readonly access: () => "granted" | "forbidden";
}

/** Front Door's control plane on the wire of Microsoft.Cdn 2024-02-01. */
export function createProvider({ profile, accept, access }: ProviderOptions): ArmProvider {
  return {
    find(request) {
      const profileId = profilePath.exec(request.path)?.[0];
      if (profileId === undefined) return undefined;
      const place = parsePlace(request.path.slice(profileId.length));
      const asked = place === undefined ? undefined : operationFor(request, place);
      if (place === undefined || asked === undefined) return undefined;
      const answer = () => {
        const isOurs = profileId.toLowerCase() === profile.id.toLowerCase();
        if (!isOurs) return notFound(profileId, "");
        return access() === "forbidden" ? forbidden(asked, request.path) : asked.answer(profile, accept);
      };
      return { operationId: asked.operationId, resourceId: request.path, isWrite: asked.isWrite, answer };
    },
  };
}

/** Where a path below the profile leads: the profile, one resource, or all of one kind. */
type Place =
  | { readonly kind: "profile" }
  | { readonly kind: "item"; readonly of: ResourceKind; readonly path: string }
  | { readonly kind: "list"; readonly of: ResourceKind; readonly parentPath: string };

function parsePlace(below: string): Place | undefined {
  const segments = below.split("/").filter((segment) => segment !== "");
  if (segments.length === 0) return { kind: "profile" };
  const isList = segments.length % 2 === 1;
  const last = segments[segments.length - (isList ? 1 : 2)];
  const parentSegments = segments.slice(0, isList ? -1 : -2);
  const parentKind = kindOf(parentSegments[0], undefined);
  if (parentSegments.length > 2 || (parentSegments.length === 2 && parentKind === undefined))
    return undefined;
  const of = kindOf(last, parentSegments.length === 2 ? parentKind : undefined);
  if (of === undefined) return undefined;
  return isList
    ? { kind: "list", of, parentPath: parentSegments.join("/") }
    : { kind: "item", of, path: segments.join("/") };
}

interface Asked {
  readonly operationId: string;
  readonly isWrite: boolean;
  readonly answer: (profile: Profile, accept: (order: WriteOrder) => ArmAnswer) => ArmAnswer;
}

function operationFor(request: ArmRequest, place: Place): Asked | undefined {
  if (place.kind === "profile") {
    if (request.method !== "GET") return undefined;
    return { operationId: "Profiles_Get", isWrite: false, answer: (profile) => found(profile.body()) };
  }
  if (place.kind === "list") {
    if (request.method !== "GET") return undefined;
    return {
      operationId: resourceKinds[place.of].list,
      isWrite: false,
      answer: (profile) => listed(profile, place.of, place.parentPath),
    };
  }
  return itemOperation(request, place.of, place.path);
}

function itemOperation(request: ArmRequest, of: ResourceKind, path: string): Asked | undefined {
  const { operations } = resourceKinds[of];
  if (request.method === "GET") {
    return { operationId: `${operations}_Get`, isWrite: false, answer: (profile) => read(profile, path) };
  }
  if ((request.method !== "PATCH" && request.method !== "PUT") || !isWritable(of)) return undefined;
  const isPatch = request.method === "PATCH";
  if (isPatch && of === "ruleSet") return undefined;
  const operationId = `${operations}_${isPatch ? patchVerb[of] : "Create"}`;
  return {
    operationId,
    isWrite: true,
    answer: (profile, accept) =>
      write(profile, { operationId, kind: of, path, isPatch, body: request.body, accept }),
  };
}

/** The OpenAPI document names one of them differently, and rule sets have nothing to patch. */
const patchVerb: Readonly<Record<WritableKind, string>> = {
  originGroup: "Update",
  origin: "Update",
  route: "Update",
  ruleSet: "",
  rule: "Update",
  securityPolicy: "Patch",
};

function read(profile: Profile, path: string): ArmAnswer {
  const resource = profile.find(path);
  return resource === undefined ? notFound(profile.id, path) : found(resourceBody(profile.id, resource));
}

function listed(profile: Profile, kind: ResourceKind, parentPath: string): ArmAnswer {
  if (parentPath !== "" && profile.find(parentPath) === undefined) return notFound(profile.id, parentPath);
  return found({
    value: profile.list(kind, parentPath).map((resource) => resourceBody(profile.id, resource)),
  });
}

function write(
  profile: Profile,
  wish: {
    readonly operationId: string;
    readonly kind: WritableKind;
    readonly path: string;
    readonly isPatch: boolean;
    readonly body: unknown;
    readonly accept: (order: WriteOrder) => ArmAnswer;
  },
): ArmAnswer {
  const current = profile.find(wish.path);
  const parentPath = wish.path.split("/").slice(0, -2).join("/");
  if (current === undefined && wish.isPatch) return notFound(profile.id, wish.path);
  if (parentPath !== "" && profile.find(parentPath) === undefined) return notFound(profile.id, parentPath);
  const considered = considerWrite(profile, wish, current);
  return considered.kind === "refused"
    ? considered.answer
    : wish.accept({ ...wish, properties: considered.properties, written: considered.written });
}

const found = (body: unknown): ArmAnswer => ({ status: 200, body });

const notFound = (profileId: string, path: string): ArmAnswer => {
  const [, group = "", profile = ""] =
    /\/resourceGroups\/([^/]+)\/.*\/profiles\/([^/]+)$/i.exec(profileId) ?? [];
  const below = path === "" ? [] : path.split("/");
  const types = below.filter((_, index) => index % 2 === 0);
  const names = below.filter((_, index) => index % 2 === 1);
  const resource = [["Microsoft.Cdn/profiles", ...types].join("/"), profile, ...names].join("/");
  return {
    status: 404,
    body: {
      error: {
        code: "ResourceNotFound",
        message: `The Resource '${resource}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
      },
    },
  };
};

function forbidden({ isWrite }: Asked, path: string): ArmAnswer {
  const [, type = ""] = path.split(/\/providers\//i);
  const action = type
    .split("/")
    .filter((_, index) => index === 0 || index % 2 === 1)
    .join("/");
  return {
    status: 403,
    body: {
      error: {
        code: "AuthorizationFailed",
        message: `The client does not have authorization to perform action '${action}/${isWrite ? "write" : "read"}' over scope '${path}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
      },
    },
  };
}
