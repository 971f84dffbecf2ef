import { shortSoak } from "../pair-variants.ts";
import { hasEnded } from "../scenario.ts";
import { unless } from "./objections.ts";
import { scenariosIn } from "./rows.ts";

const copiesOfOneEvent = 50;

const vault =
  "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/vault";
const workspace =
  "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-log/providers/Microsoft.OperationalInsights/workspaces/log";

const hangingOnBlue = {
  "trustedAccessRoleBindings/backup": {
    provisioningState: "Succeeded",
    sourceResourceId: vault,
    roles: ["Microsoft.DataProtection/backupVaults/backup-operator"],
  },
  "providers/Microsoft.Insights/diagnosticSettings/audit": {
    workspaceId: workspace,
    logs: [{ category: "kube-audit-admin", enabled: true }],
  },
  "providers/Microsoft.Authorization/locks/keep": { level: "CanNotDelete" },
};

/** The way an upgrade goes when nothing goes wrong. */
export const upgrades = scenariosIn({
  "happy-path": {
    sentence: "Support of blue ends: green is built, climbs two minor versions, and takes over all users.",
    ends: ["completed", "green"],
    world: { idle: "absent" },
    needs: ["deployer"],
  },
  "kept-green": {
    sentence: "Green was kept: it is started, climbs to the target, and takes over all users.",
    ends: ["completed", "green"],
  },
  "federated-identity": {
    sentence:
      "Gates and workloads sign in by federated credentials: the built green gets twins of blue's, and takes over all users.",
    ends: ["completed", "green"],
    world: { idle: "absent", federated: true },
    pair: shortSoak,
    needs: ["deployer"],
    objections: ({ azure: { calls } }) => {
      const made = calls["FederatedIdentityCredentials_CreateOrUpdate"] ?? 0;
      return unless(made === 2, `${made} federated credentials were made instead of 2.`);
    },
  },
  "attached-resources": {
    sentence: "Blue has a lock and more that hangs on it: green gets what can be copied, and no lock.",
    ends: ["completed", "green"],
    pair: shortSoak,
    world: { idle: "absent", owner: { attached: hangingOnBlue } },
    needs: ["deployer"],
    objections: ({ azure: { calls } }) => [
      ...["TrustedAccessRoleBindings_CreateOrUpdate", "DiagnosticSettings_CreateOrUpdate"].flatMap(
        (operation) =>
          unless(
            calls[operation] === 1,
            `${operation} was asked ${calls[operation] ?? 0} times instead of once.`,
          ),
      ),
      ...unless(calls["ManagementLocks_CreateOrUpdateByScope"] === undefined, "A lock was written."),
    ],
  },
  "second-upgrade": {
    sentence: "After a first upgrade the region offers 1.37: blue climbs to it and takes its users back.",
    ends: ["completed", "blue"],
    pair: shortSoak,
    needs: ["newest", "stop"],
    script: async (stage) => {
      await stage.deliver("blue", 1);
      await stage.until(hasEnded);
      await stage.addFault({ kind: "versionOffered", version: "1.37.1", isPreview: false });
      await stage.deliver("green", 1);
      await stage.until(hasEnded);
    },
    objections: ({ version }) =>
      unless(version.after === "1.37.1", `The active environment runs ${version.after} instead of 1.37.1.`),
  },
  "duplicate-events": {
    sentence: "One event arrives fifty times, in both schemas and in any order: one upgrade.",
    ends: ["completed", "green"],
    pair: shortSoak,
    script: async (stage) => {
      await stage.deliver("blue", copiesOfOneEvent);
      await stage.until(hasEnded);
    },
    objections: ({ events: { started, ignored } }) => [
      ...unless(started === 1, `${started} upgrades started instead of one.`),
      ...unless(
        ignored.length === copiesOfOneEvent - 1,
        `${ignored.length} events are told as ignored instead of ${copiesOfOneEvent - 1}.`,
      ),
    ],
  },
});
