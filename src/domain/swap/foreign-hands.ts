import type { GroupName, OriginEntry, RouterState } from "./layout.ts";

/**
 * What somebody else has changed: how the router differs from what our own writes have made of it. One sentence a
 * change; none when nothing differs.
 */
export function foreignChanges(expected: RouterState, found: RouterState): readonly string[] {
  const groups = new Set([...namesIn(expected), ...namesIn(found)]);
  return [
    ...difference(
      "the users' route points to",
      expected.routedGroup ?? "nothing",
      found.routedGroup ?? "nothing",
    ),
    ...difference("the users' route is", enabled(expected.routeEnabled), enabled(found.routeEnabled)),
    ...[...groups].flatMap((name) => groupChanges(name, expected, found)),
  ];
}

const namesIn = (router: RouterState): readonly GroupName[] => Object.keys(router.groups) as GroupName[];

function groupChanges(name: GroupName, expected: RouterState, found: RouterState): readonly string[] {
  const [before, now] = [expected.groups[name], found.groups[name]];
  if (before === undefined || now === undefined)
    return before === now ? [] : [`group ${name} is ${now === undefined ? "gone" : "new"}`];
  const colors = new Set([...before.entries, ...now.entries].map((entry) => entry.color));
  return [
    ...difference(
      `session affinity of group ${name} is`,
      enabled(before.sessionAffinity),
      enabled(now.sessionAffinity),
    ),
    ...difference(
      `the health probe of group ${name} is`,
      JSON.stringify(before.probe),
      JSON.stringify(now.probe),
    ),
    ...[...colors].flatMap((color) =>
      difference(
        `${color} in group ${name} is`,
        saidOf(before.entries.find((entry) => entry.color === color)),
        saidOf(now.entries.find((entry) => entry.color === color)),
      ),
    ),
  ];
}

const difference = (what: string, before: string, now: string): readonly string[] =>
  before === now ? [] : [`${what} ${now} instead of ${before}`];

const enabled = (is: boolean): string => (is ? "enabled" : "disabled");

const saidOf = (entry: OriginEntry | undefined): string =>
  entry === undefined
    ? "absent"
    : `${enabled(entry.enabled)} at priority ${entry.priority}, weight ${entry.weight}`;
