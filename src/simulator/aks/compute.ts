import type { ArmAnswer, ArmProvider, ArmRequest, WorldSeed } from "../joints.ts";
import { nodesOf } from "./cluster.ts";
import type { Region } from "./region.ts";

interface Size {
  readonly name: string;
  readonly family: string;
  readonly vCpus: number;
}

const sizes: readonly Size[] = [
  { name: "Standard_D2s_v5", family: "standardDSv5Family", vCpus: 2 },
  { name: "Standard_D4s_v5", family: "standardDSv5Family", vCpus: 4 },
  { name: "Standard_D8s_v5", family: "standardDSv5Family", vCpus: 8 },
  { name: "Standard_E4s_v5", family: "standardESv5Family", vCpus: 4 },
];

const families = [...new Set(sizes.map(({ family }) => family))];

const below = "^/subscriptions/[^/]+/providers/Microsoft\\.Compute";
const usagesPath = new RegExp(`${below}/locations/([^/]+)/usages$`, "i");
const skusPath = new RegExp(`${below}/skus$`, "i");

/** Microsoft.Compute, as far as it tells what a region has for a subscription: usages 2024-07-01, skus 2021-07-01. */
export function createCompute(region: Region, { vCpuLimit = 100 }: WorldSeed): ArmProvider {
  return {
    find(request) {
      if (request.method !== "GET") return undefined;
      const location = usagesPath.exec(request.path)?.[1];
      if (location !== undefined)
        return {
          operationId: "Usage_List",
          resourceId: request.path,
          isWrite: false,
          answer: () => usages(region, vCpuLimit),
        };
      if (!skusPath.test(request.path)) return undefined;
      return {
        operationId: "ResourceSkus_List",
        resourceId: request.path,
        isWrite: false,
        answer: () => skus(region.location, request),
      };
    },
  };
}

/** A cluster that is stopped holds no machines. */
function usages(region: Region, limit: number): ArmAnswer {
  const running = region.all().filter(({ power }) => power === "Running");
  const pools = running.flatMap((cluster) => cluster.pools.filter(({ isStopped }) => !isStopped));
  const taken = pools.flatMap((pool) => {
    const size = sizes.find(({ name }) => name === pool.settings["vmSize"]);
    return size === undefined ? [] : [{ family: size.family, vCpus: nodesOf(pool) * size.vCpus }];
  });
  const sumOf = (some: typeof taken): number => some.reduce((sum, { vCpus }) => sum + vCpus, 0);
  const usage = (value: string, localizedValue: string, currentValue: number) => ({
    unit: "Count",
    currentValue,
    limit,
    name: { value, localizedValue },
  });
  const value = [
    usage("cores", "Total Regional vCPUs", sumOf(taken)),
    usage("lowPriorityCores", "Total Regional Low-priority vCPUs", 0),
    ...families.map((family) =>
      usage(family, `${family} vCPUs`, sumOf(taken.filter((one) => one.family === family))),
    ),
  ];
  return { status: 200, body: { value } };
}

function skus(location: string, { query }: ArmRequest): ArmAnswer {
  const asked = /^location eq '([^']*)'$/i.exec(query.get("$filter") ?? "")?.[1];
  const isHere = asked === undefined || asked.toLowerCase() === location.toLowerCase();
  const value = sizes.map(({ name, family, vCpus }) => ({
    resourceType: "virtualMachines",
    name,
    tier: "Standard",
    size: name.replace("Standard_", ""),
    family,
    locations: [location],
    locationInfo: [{ location, zones: ["1", "2", "3"], zoneDetails: [] }],
    capabilities: [
      { name: "vCPUs", value: String(vCpus) },
      { name: "vCPUsAvailable", value: String(vCpus) },
    ],
    restrictions: [],
  }));
  return { status: 200, body: { value: isHere ? value : [] } };
}
