import { expect, test } from "vitest";
import { aksClusters } from "../../src/azure/aks/clusters.ts";
import { answeredClients } from "../support/answered-clients.ts";
import { clusterIdOf } from "../support/a-pair.ts";

const [blue, green] = [clusterIdOf("blue"), clusterIdOf("green")];
const address = "/subscriptions/s/resourceGroups/MC_rg/providers/Microsoft.Network/publicIPAddresses/abc";
const effectiveOutboundIPs = [{ id: address }];

const found = async (networkProfile: object) => {
  const properties = { provisioningState: "Succeeded", kubernetesVersion: "1.34.9", networkProfile };
  const body = { id: blue, name: "blue", location: "westeurope", properties };
  const said = { candidate: "green", version: "1.34.9", overrides: {}, nodeResourceGroup: null } as const;
  const clusters = aksClusters(answeredClients(() => ({ status: 200, body })));
  const { findings } = await clusters.planCopy({ from: blue, to: green, ...said });
  return findings.filter(({ code }) => code === "EGRESS_CHANGES");
};

test.each([
  ["its load balancer", { loadBalancerProfile: { effectiveOutboundIPs } }],
  ["AKS's NAT gateway", { outboundType: "managedNATGateway", natGatewayProfile: { effectiveOutboundIPs } }],
])(
  "the plan names the addresses that a cluster has by %s, for the copy gets others",
  async (_way, network) => {
    const [finding] = await found(network);
    expect(finding).toMatchObject({ severity: "warning", resource: blue });
    expect(finding?.message).toContain(address);
    expect(finding?.fix).toContain(`az network public-ip show --ids ${address}`);
  },
);

test.each([
  [
    "the network's own NAT gateway",
    { outboundType: "userAssignedNATGateway", natGatewayProfile: { effectiveOutboundIPs } },
  ],
  ["a firewall", { outboundType: "userDefinedRouting", loadBalancerProfile: { effectiveOutboundIPs } }],
  ["nothing yet", {}],
])("by %s both leave alike, and nothing is told", async (_way, network) => {
  expect(await found(network)).toEqual([]);
});
