import { plantedIn, type PlantedByPatch } from "../planted.ts";

const scripted = "test/azure/attached.test.ts";
const wire = "test/contract/clusters/attached.test.ts";
const story = "test/workflow/attached.test.ts";

const inKinds = plantedIn("src/azure/aks/attached/kinds.ts", scripted, wire);
const inList = plantedIn("src/azure/aks/attached/list.ts", scripted);
const inCopy = plantedIn("src/azure/aks/attached/copy.ts", wire);
const inCommands = plantedIn("src/azure/aks/attached/commands.ts", scripted);
const inDomain = plantedIn("src/domain/upgrade/attached.ts", scripted, story);
const inPhase = plantedIn("src/workflow/phases/completing-copy.ts", story);
const inActivity = plantedIn("src/workflow/activities/candidate.ts", story);
const inComparison = plantedIn(
  "src/domain/upgrade/comparison.ts",
  "test/triggers/differences.test.ts",
  story,
);
const inRaw = plantedIn("src/azure/arm/raw.ts", scripted);

/** What hangs on the active cluster is lost in silence, or copied where it must not be. */
export const bugsOfAttached: readonly PlantedByPatch[] = [
  inKinds(
    "a right that the whole resource group has is told as one of the cluster",
    `isOf: (body, { from }) => isSame(textAt(body, "scope"), from)`,
    `isOf: (body, { from }) => !isSame(textAt(body, "scope"), from)`,
  ),
  inKinds(
    "AKS's own private endpoint is told as somebody's",
    `isOf: (body, { nodeResourceGroup }) => !isIn(body, nodeResourceGroup)`,
    `isOf: (body, { nodeResourceGroup }) => isIn(body, nodeResourceGroup)`,
  ),
  inKinds(
    "Flux is taken for copied by a deployer that does not",
    `return deployer === "flux"`,
    `return deployer !== ""`,
  ),
  inList(
    "a kind that may not be read is taken for none",
    `if (code === "MissingSubscriptionRegistration") return [];`,
    `if (code !== "") return [];`,
  ),
  inList(
    "a throttled list is taken for one that may not be read",
    `error.trouble.reaction === "stop"`,
    `error.trouble.reaction !== "never"`,
  ),
  inCopy(
    "one that a policy has made is written over",
    `if (next.there === undefined) {`,
    `if (next.there === undefined || next.there.name !== "") {`,
  ),
  inCopy(
    "what is under way at the copy is sent again",
    `if (isBusy(state)) return underWay(target);`,
    `if (state === "") return underWay(target);`,
  ),
  inCopy("what Azure fills in itself is sent", `new Set(["provisioningState", "metadata"])`, `new Set([])`),
  inCommands(
    "the values of an extension's settings stand in the plan",
    "`${key}=…`",
    "`${key}=${JSON.stringify(properties)}`",
  ),
  inDomain(
    "what a person has to do is not told",
    `attached.filter(({ fate }) => fate !== "copied")`,
    `attached.filter(({ fate }) => fate === "copied")`,
  ),
  inPhase(
    "one kind that Azure refuses ends the upgrade",
    `if (trouble === undefined) throw error;`,
    `if (trouble !== undefined) throw error;`,
  ),
  inActivity(
    "a kept environment gets what its owner has not given it",
    `isNew ? ports.clusters.lackingAttached({ from, to }) : []`,
    `ports.clusters.lackingAttached({ from, to })`,
  ),
  inComparison(
    "what nothing explains is not counted",
    `differences.filter(({ why }) => why === null);`,
    `differences.filter(({ why }) => why === "");`,
  ),
  inRaw(
    "every type of a provider is asked in the same api-version",
    "apiVersions[`${provider}${type}`] ?? apiVersions[provider]",
    "apiVersions[provider]",
  ),
];
