import { colors, type Pair } from "./pair.ts";
import { supportCalendar } from "./support-calendar.ts";
import { compareVersions, minorOf } from "./versions.ts";

/** What is wrong in a pair file, where, and what to do. */
export interface PairFault {
  /** As the file has it, such as `environments.blue.clusterId`. */
  readonly path: string;
  readonly problem: string;
  readonly fix: string;
}

export interface PairInFile {
  readonly file: string;
  readonly pair: Pair;
}

/** What a schema cannot see: one thing of Azure named twice, a route of somewhere else, an id that nobody filled in. */
export function faultsIn(pair: Pair): readonly PairFault[] {
  return [...namedTwice(pair), ...strangeRoutes(pair), ...checksNamedTwice(pair), ...placeholdersIn(pair)];
}

/** Two pairs that name one thing would write it against each other. The fault is told of both. */
export function conflictsAmong(
  files: readonly PairInFile[],
): readonly { readonly file: string; readonly fault: PairFault }[] {
  const claims = files.flatMap(({ file, pair }) => claimsOf(pair).map((claim) => ({ ...claim, file })));
  return claims.flatMap((claim) => {
    const other = claims.find((one) => one.file !== claim.file && exclude(one, claim));
    if (other === undefined) return [];
    const problem = `is the ${claim.what} that ${other.path} in ${other.file} names, too`;
    return [{ file: claim.file, fault: { path: claim.path, problem, fix: fixes[claim.what] } }];
  });
}

/**
 * A minor without support is no target. Asked before a deployment only: a pair that runs must not break on the day
 * after the calendar's.
 */
export function endedPin({ versionPolicy }: Pair, nowMs: number): PairFault | undefined {
  if (typeof versionPolicy === "string") return undefined;
  const ends = Object.entries(supportCalendar.endOfSupport.KubernetesOfficial);
  const hasEnded = (until: string): boolean => nowMs >= Date.parse(`${until}T00:00:00Z`) + dayMs;
  const minor = minorOf(versionPolicy.pinned);
  const until = ends.find(([name]) => name === minor)?.[1];
  // what is older than the calendar ended before it began
  const isOver = until === undefined ? compareVersions(minor, ends[0]?.[0] ?? minor) < 0 : hasEnded(until);
  if (!isOver) return undefined;
  const supported = ends.filter(([, end]) => !hasEnded(end)).map(([name]) => name);
  return {
    path: "versionPolicy.pinned",
    problem: `is ${versionPolicy.pinned}, and AKS ended the support of ${minor}${until === undefined ? "" : ` on ${until}`}`,
    fix: supported.length === 0 ? 'say "latest"' : `pin one of ${supported.join(", ")}, or say "latest"`,
  };
}

/** A waiver that counts no more refuses the next upgrade. Asked before a deployment only. */
export function expiredWaivers({ waivers = [] }: Pair, nowMs: number): readonly PairFault[] {
  return waivers.flatMap(({ code, expires }, nth) =>
    nowMs < Date.parse(`${expires}T00:00:00Z`) + dayMs
      ? []
      : [
          {
            path: `waivers[${nth}].expires`,
            problem: `is ${expires}, so ${code} is not waived any more`,
            fix: "remove the waiver, or give it a later day",
          },
        ],
  );
}

/** A pair that can be nobody's, such as the one in the repository: all its hosts have names set aside for documents. */
export function isSample(pair: Pair): boolean {
  const hosts = [pair.router.publicHost, ...colors.map((color) => pair.environments[color].originHost)];
  return hosts.every((host) => reservedName.test(host));
}

const dayMs = 86_400_000;

/** RFC 2606 and RFC 6761. */
const reservedName = /(^|\.)(example(\.(com|net|org))?|test|invalid|localhost)$/i;

const fixes = {
  "pair name": "rename one of them",
  cluster: "give each environment a cluster of its own",
  "host name": "give each origin a name of its own, which users never ask for",
  "DNS record set": "give each environment a record set of its own",
  route: "name each route once, in one pair",
  endpoint: "give each color a preview endpoint of its own, which users never ask",
  "origin group": "give each color an origin group of its own",
  "routing rule": "name each routing rule in one pair",
  "backend pool": "give each color a backend pool of its own",
} as const;

/** Something in Azure that the pair names. */
interface Claim {
  readonly path: string;
  readonly what: keyof typeof fixes;
  readonly value: string;
  /** Others of the same kind may be the same one: several routes lie on one endpoint. */
  readonly isShared?: true;
}

const exclude = (a: Claim, b: Claim): boolean =>
  a.what === b.what &&
  // ARM ids and host names differ in case between services
  a.value.toLowerCase() === b.value.toLowerCase() &&
  !(a.isShared === true && b.isShared === true);

function namedTwice(pair: Pair): readonly PairFault[] {
  const claims = claimsOf(pair);
  return claims.flatMap((claim, at) => {
    const earlier = claims.slice(0, at).find((one) => exclude(one, claim));
    if (earlier === undefined) return [];
    const problem = `is the ${claim.what} that ${earlier.path} names, too`;
    return [{ path: claim.path, problem, fix: fixes[claim.what] }];
  });
}

function claimsOf(pair: Pair): readonly Claim[] {
  return [
    { path: "name", what: "pair name", value: pair.name },
    { path: "router.publicHost", what: "host name", value: pair.router.publicHost, isShared: true },
    ...routerClaims(pair.router),
    ...colors.flatMap((color): readonly Claim[] => {
      const { clusterId, originHost, address } = pair.environments[color];
      const path = `environments.${color}`;
      return [
        { path: `${path}.clusterId`, what: "cluster", value: clusterId },
        { path: `${path}.originHost`, what: "host name", value: originHost },
        ...(address.kind === "dns"
          ? ([
              { path: `${path}.address.recordSetId`, what: "DNS record set", value: address.recordSetId },
            ] as const)
          : []),
      ];
    }),
  ];
}

function routerClaims(router: Pair["router"]): readonly Claim[] {
  if (router.kind === "frontDoorClassic") {
    const { frontDoorId, routingRule, backendPools } = router;
    return [
      { path: "router.routingRule", what: "routing rule", value: `${frontDoorId}/${routingRule}` },
      ...colors.map((color): Claim => {
        const value = `${frontDoorId}/${backendPools[color]}`;
        return { path: `router.backendPools.${color}`, what: "backend pool", value };
      }),
    ];
  }
  const { profileId, routeIds, sharedGroup, originGroups, previewEndpoints } = router;
  const endpoint = (id: string): string => id.replace(/\/routes\/[^/]+$/i, "");
  const group = (name: string): string => `${profileId}/originGroups/${name}`;
  return [
    ...routeIds.flatMap((id, at): readonly Claim[] => [
      { path: `router.routeIds.${at}`, what: "route", value: id },
      { path: `router.routeIds.${at}`, what: "endpoint", value: endpoint(id), isShared: true },
    ]),
    ...(sharedGroup === undefined
      ? []
      : [{ path: "router.sharedGroup", what: "origin group", value: group(sharedGroup) } as const]),
    ...colors.flatMap((color): readonly Claim[] => [
      { path: `router.originGroups.${color}`, what: "origin group", value: group(originGroups[color]) },
      {
        path: `router.previewEndpoints.${color}`,
        what: "endpoint",
        value: `${profileId}/afdEndpoints/${previewEndpoints[color]}`,
      },
    ]),
  ];
}

/** A swap would write a profile that is never read. */
function strangeRoutes({ router }: Pair): readonly PairFault[] {
  if (router.kind === "frontDoorClassic") return [];
  const own = `${router.profileId}/`.toLowerCase();
  return router.routeIds.flatMap((id, at) =>
    id.toLowerCase().startsWith(own)
      ? []
      : [
          {
            path: `router.routeIds.${at}`,
            problem: "is a route of another profile than router.profileId",
            fix: "name a route of that profile, or correct the profile",
          },
        ],
  );
}

/** The journal and a verdict tell checks apart by name. */
function checksNamedTwice({ checks }: Pair): readonly PairFault[] {
  return checks.flatMap(({ name }, at) => {
    const earlier = checks.findIndex((check) => check.name === name);
    if (earlier === at) return [];
    const problem = `is "${name}", as is checks.${earlier}.name`;
    return [{ path: `checks.${at}.name`, problem, fix: "give each check a name of its own" }];
  });
}

/** What a template leaves to be filled in: `<subscription>`, `{name}`, YOUR-CLUSTER, xxxxxxxx-xxxx-…, ….  */
const placeholder = /[<>{}$…]|\.{3}|\/your[-_]|\/x{8}-x{4}-/i;
const zeroGuid = /\/00000000-[\da-f]{4}-/i;

function placeholdersIn(pair: Pair): readonly PairFault[] {
  const mayBeZero = isSample(pair);
  return idsIn(pair).flatMap(({ path, id }) =>
    placeholder.test(id) || (!mayBeZero && zeroGuid.test(id))
      ? [{ path, problem: `holds a placeholder: ${id}`, fix: "fill in the id that Azure shows" }]
      : [],
  );
}

function idsIn({ environments, router }: Pair): readonly { readonly path: string; readonly id: string }[] {
  const ofRouter =
    router.kind === "frontDoorClassic"
      ? [{ path: "router.frontDoorId", id: router.frontDoorId }]
      : [
          { path: "router.profileId", id: router.profileId },
          ...router.routeIds.map((id, at) => ({ path: `router.routeIds.${at}`, id })),
        ];
  const ofEnvironments = colors.flatMap((color) => {
    const { clusterId, address } = environments[color];
    const path = `environments.${color}`;
    const cluster = { path: `${path}.clusterId`, id: clusterId };
    return address.kind === "dns"
      ? [cluster, { path: `${path}.address.recordSetId`, id: address.recordSetId }]
      : [cluster];
  });
  return [...ofEnvironments, ...ofRouter];
}
