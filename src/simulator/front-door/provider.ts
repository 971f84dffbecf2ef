import type { ArmAnswer, ArmProvider, ArmRequest } from "../joints.ts";
import type { Profile } from "./profile.ts";
import { resourceBody } from "./resource.ts";
import type { ResourceKind, WritableKind } from "./resource-kinds.ts";
import { isWritable, kindOf, resourceKinds } from "./resource-kinds.ts";
import { considerWrite } from "./writes.ts";
import type { WriteOrder } from "./write-orders.ts";

const profilePath =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Cdn\/profiles\/[^/]+/i;

/** Front Door's control plane on the wire of Microsoft.Cdn 2024-02-01. */
export function createProvider(profile: Profile, accept: (order: WriteOrder) => ArmAnswer): ArmProvider {
  return {
    find(request) {
      const profileId = profilePath.exec(request.path)?.[0];
      if (profileId === undefined) return undefined;
      const place = parsePlace(request.path.slice(profileId.length));
      const asked = place === undefined ? undefined : operationFor(request, place);
      if (place === undefined || asked === undefined) return undefined;
      const answer = () =>
        profileId.toLowerCase() === profile.id.toLowerCase()
          ? asked.answer(profile, accept)
          : notFound(profileId, "profiles");
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
  const operationId = `${operations}_${isPatch ? "Update" : "Create"}`;
  return {
    operationId,
    isWrite: true,
    answer: (profile, accept) =>
      write(profile, { operationId, kind: of, path, isPatch, body: request.body, accept }),
  };
}

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

const notFound = (profileId: string, path: string): ArmAnswer => ({
  status: 404,
  body: {
    error: {
      code: "ResourceNotFound",
      message: `The Resource 'Microsoft.Cdn/profiles/${path}' under '${profileId}' was not found.`,
    },
  },
});
