import { OutsideError } from "../../workflow/errors.ts";
import type { HasPipeline } from "../arm/clients.ts";
import { listRaw, sendRaw } from "../arm/raw.ts";
import { groupNameOf, groupNames, lastSegment, sameId, type FrontDoorPair } from "./ids.ts";
import { Endpoint, Group, Origin, Route, Rule, isEnabled, overridesOf } from "./wire.ts";

/** A route with where it stands. */
export interface RouteAt {
  readonly id: string;
  readonly route: Route;
  /** It and its endpoint are enabled: requests go by it. */
  readonly isOpen: boolean;
}

/** A rule of a rule set that some open route has. */
export interface RuleAt {
  readonly id: string;
  readonly rule: Rule;
  /** The routes that have it. */
  readonly routes: readonly RouteAt[];
}

/** Everything of the profile that can lead a user to an environment, as ARM holds it. */
export interface Profile {
  /** Those that the pair names, in its order. */
  readonly usersRoutes: readonly RouteAt[];
  /** All others but those of the pair's previews. */
  readonly otherRoutes: readonly RouteAt[];
  readonly rules: readonly RuleAt[];
  readonly groups: readonly Group[];
  /** By the group's name in lower case: of the pair's groups, and of every group that something open leads to. */
  readonly origins: ReadonlyMap<string, readonly Origin[]>;
}

/**
 * Lists, not one GET a thing: 2 calls, one an endpoint besides the previews, one a group that is led to, one a rule set
 * of an open route. At each step all at once and waited for together: a second refusal with nobody waiting would kill
 * the worker.
 */
export async function readProfile(client: HasPipeline, pair: FrontDoorPair): Promise<Profile> {
  const { profileId } = pair.router;
  const [endpoints, groups] = await Promise.all([
    listRaw(client, `${profileId}/afdEndpoints`, Endpoint),
    listRaw(client, `${profileId}/originGroups`, Group),
  ]);
  const routes = await routesOf(client, pair, endpoints);
  const usersRoutes = await Promise.all(
    pair.router.routeIds.map(async (id) => routes.find((one) => sameId(one.id, id)) ?? missing(client, id)),
  );
  const rules = await rulesOf(client, pair, routes);
  const origins = await originsOf(client, pair, { routes, rules, groups });
  return {
    usersRoutes,
    otherRoutes: routes.filter((one) => !usersRoutes.includes(one)),
    rules,
    groups,
    origins,
  };
}

async function routesOf(
  client: HasPipeline,
  { router }: FrontDoorPair,
  endpoints: readonly Endpoint[],
): Promise<readonly RouteAt[]> {
  const previews = Object.values(router.previewEndpoints).map((name) => name.toLowerCase());
  const looked = endpoints
    .filter(({ name }) => !previews.includes(name.toLowerCase()))
    .map(async ({ name, properties }) => {
      const list = `${router.profileId}/afdEndpoints/${name}/routes`;
      const found = await listRaw(client, list, Route);
      return found.map((route) => ({
        id: `${list}/${route.name}`,
        route,
        isOpen: isEnabled(properties.enabledState) && isEnabled(route.properties.enabledState),
      }));
    });
  return (await Promise.all(looked)).flat();
}

/** A route that the list lacks: gone for good, or the list was read while it was made. */
async function missing(client: HasPipeline, id: string): Promise<never> {
  await sendRaw(client, { method: "GET", target: id, resource: id });
  throw stale(id);
}

const stale = (resource: string): OutsideError =>
  new OutsideError({
    reaction: "later",
    code: "LIST_STALE",
    message: "It exists, but the list that it belongs to does not tell it yet.",
    resource,
    fix: "It is read again.",
  });

async function rulesOf(
  client: HasPipeline,
  { router }: FrontDoorPair,
  routes: readonly RouteAt[],
): Promise<readonly RuleAt[]> {
  const setsOf = ({ route }: RouteAt) =>
    (route.properties.ruleSets ?? []).map(({ id }) => lastSegment(id).toLowerCase());
  const open = routes.filter((one) => one.isOpen);
  const looked = [...new Set(open.flatMap(setsOf))].map(async (set) => {
    const list = `${router.profileId}/ruleSets/${set}/rules`;
    const rules = await listRaw(client, list, Rule);
    const having = open.filter((one) => setsOf(one).includes(set));
    return rules.map((rule) => ({ id: `${list}/${rule.name}`, rule, routes: having }));
  });
  return (await Promise.all(looked)).flat();
}

async function originsOf(
  client: HasPipeline,
  pair: FrontDoorPair,
  found: Pick<Profile, "rules" | "groups"> & { readonly routes: readonly RouteAt[] },
): Promise<Profile["origins"]> {
  const { routes, rules, groups } = found;
  const ledTo = [
    ...routes.flatMap(({ route, isOpen }) => (isOpen ? (route.properties.originGroup?.id ?? []) : [])),
    ...rules.flatMap(({ rule }) => overridesOf(rule)),
  ].map(lastSegment);
  const own = groupNames(pair).map((name) => groupNameOf(pair, name));
  const names = new Set([...own, ...ledTo].map((name) => name.toLowerCase()));
  const looked = [...names].map(async (name) => {
    const group = groups.find((one) => one.name.toLowerCase() === name)?.name ?? name;
    const list = `${pair.router.profileId}/originGroups/${group}/origins`;
    return [name, await listRaw(client, list, Origin)] as const;
  });
  const origins = new Map(await Promise.all(looked));
  const untold = own.find((name) => groups.every((one) => one.name.toLowerCase() !== name.toLowerCase()));
  if (untold !== undefined) throw stale(`${pair.router.profileId}/originGroups/${untold}`);
  return origins;
}
