import { deployers } from "../../../src/azure/flux/deployers.ts";
import { startAks } from "../../../src/simulator/aks/aks.ts";
import type { ArmAnswer, LongRunningOperations, WorldSeed } from "../../../src/simulator/joints.ts";
import { aPair, clusterIdOf } from "../../support/a-pair.ts";
import { answeredClients, type AskedOfArm } from "../../support/answered-clients.ts";
import { handMovedAgenda } from "../../simulator/data/hand-moved-agenda.ts";
import type { DeployerSubject } from "./deployer-contract.ts";

const minute = 60_000;
const statusUrl = "https://management.azure.com/operations/";
const rp = "providers/Microsoft.KubernetesConfiguration";

/** Our adapter, through Microsoft's own clients, on the simulated Flux. */
export async function simulatedDeployer(): Promise<DeployerSubject> {
  const agenda = handMovedAgenda("2026-11-05T09:00:00Z");
  const pass = async (minutes: number) => agenda.moveTo(agenda.now() + minutes * minute);
  const [operations, isRunning] = operationsOn(agenda);
  const seed = {
    pair: "shop",
    location: "westeurope",
    clusters: { blue: clusterIdOf("blue"), green: clusterIdOf("green") },
    idle: "kept",
    versions: { blue: "1.34.9", green: "1.34.9" },
  } as WorldSeed;
  const aks = startAks({ agenda, draw: () => 0.5, seed, operations });
  let writes = 0;
  const ask = (method: string, path: string, body?: unknown): ArmAnswer => {
    const request = { method, path, query: new URLSearchParams(), headers: {}, body };
    const found = aks.fluxProvider.find(request) ?? aks.provider.find(request);
    return found?.answer() ?? { status: 404, body: { error: { code: "InvalidPath", message: path } } };
  };
  const answer = ({ url, method, body }: AskedOfArm): ArmAnswer => {
    if (url.href.startsWith(statusUrl)) {
      const status = isRunning(Number(url.href.slice(statusUrl.length))) ? "InProgress" : "Succeeded";
      return { status: 200, body: { status } };
    }
    if (method !== "GET" && url.pathname.includes("aks-shop-green")) writes += 1;
    return ask(method, decodeURIComponent(url.pathname), body);
  };
  ask("POST", `${clusterIdOf("green")}/start`);
  await pass(60);
  const configuration = (color: string) => `${clusterIdOf(color)}/${rp}/fluxConfigurations/shop`;
  return {
    deployer: deployers(answeredClients(answer)),
    pair: aPair(),
    end: async () => pass(2),
    pass: async () => pass(60),
    release: async (branch) => {
      const gitRepository = { repositoryRef: { branch } };
      ask("PATCH", configuration("blue"), { properties: { gitRepository } });
    },
    empty: async () => {
      for (const kind of ["extensions/flux", "fluxConfigurations/shop"])
        ask("DELETE", `${clusterIdOf("green")}/${rp}/${kind}`);
      await pass(60);
    },
    stop: async (color) => {
      ask("POST", `${clusterIdOf(color)}/stop`);
      await pass(60);
    },
    told: async (color) => {
      const { properties } = ask("GET", configuration(color)).body as {
        properties: {
          gitRepository: { repositoryRef: { branch: string } };
          kustomizations: { apps: { postBuild: { substitute: { COLOR: string } } } };
        };
      };
      const { branch: release } = properties.gitRepository.repositoryRef;
      return { release, color: properties.kustomizations.apps.postBuild.substitute.COLOR };
    },
    writes: () => writes,
  };
}

function operationsOn(
  agenda: ReturnType<typeof handMovedAgenda>,
): [LongRunningOperations, (nth: number) => boolean] {
  const running = new Set<number>();
  let begun = 0;
  const begin: LongRunningOperations["begin"] = ({ resourceId, durationMs, succeed }) => {
    const nth = (begun += 1);
    running.add(nth);
    agenda.at(agenda.now() + durationMs, resourceId, () => {
      running.delete(nth);
      succeed();
    });
    return { "azure-asyncoperation": `${statusUrl}${nth}` };
  };
  return [{ begin }, (nth) => running.has(nth)];
}
