import type { Pair } from "../../domain/environment/pair.ts";
import type { Deployer } from "../../workflow/ports.ts";
import type { Clients } from "../arm/clients.ts";
import { fluxDeployer } from "./deployer.ts";

/** Somebody else brings the workloads: there is nothing to do and nothing to wait for. */
const noDeployer: Pick<Deployer, "begin" | "state"> = {
  begin: async () => ({ kind: "done" }),
  state: async () => ({ ready: true, waitingFor: "" }),
};

/** The deployer that each pair names. */
export function deployers(clients: Clients): Deployer {
  const flux = fluxDeployer(clients);
  const of = (pair: Pair) => (pair.deployer.kind === "flux" ? flux : noDeployer);
  return {
    begin: async (pair, way) => of(pair).begin(pair, way),
    state: async (pair, color) => of(pair).state(pair, color),
    poll: async (handle) => flux.poll(handle),
  };
}
