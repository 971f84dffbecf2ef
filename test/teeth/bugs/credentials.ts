import { plantedIn, type PlantedByPatch } from "../planted.ts";

const rules = "test/domain/credentials.test.ts";
const story = "test/workflow/credentials.test.ts";
const contract = "test/contract/identities/identities.test.ts";

const inRules = plantedIn("src/domain/upgrade/credentials.ts", rules);
const inActivities = plantedIn("src/workflow/activities/credentials.ts", story);
const inPhase = plantedIn("src/workflow/phases/credentials.ts", story);
const inAborting = plantedIn("src/workflow/phases/aborting.ts", story);
const inBuilding = plantedIn("src/workflow/phases/building.ts", story);
const inFindings = plantedIn("src/workflow/requests/sign-in-findings.ts", story);
const inIdentities = plantedIn("src/azure/identities/identities.ts", contract);
const inReactions = plantedIn("src/azure/arm/reactions.ts", contract);

/** Workloads cannot sign in on the candidate, or somebody else's cannot any more. */
export const bugsOfCredentials: readonly PlantedByPatch[] = [
  inRules(
    "credentials of any issuer get a twin",
    "issuer === from.issuer && !hasTwin(subject)",
    "issuer !== to.issuer && !hasTwin(subject)",
  ),
  inRules("what can sign in already gets a second credential", " && !hasTwin(subject)", ""),
  inRules(
    "a gate's twin is not the one that infra deploys",
    "  if (name === from.color) return to.color;\n",
    "",
  ),
  inRules("names grow with each upgrade", "name.endsWith(mine) ? name.slice(0, -mine.length) : name", "name"),
  inRules("a name is longer than Azure allows", "base.slice(0, longestName - suffix.length)", "base"),
  inRules(
    "a twin that overwrites counts twice",
    "twins.filter(({ name }) => !there.has(name)).length",
    "twins.length",
  ),
  inRules("the twenty-first is told by Azure only", "all <= mostCredentials", "all <= mostCredentials + 1"),
  inRules("the active's own credential is overwritten", "(issuer === from.issuer || subject", "(subject"),
  inRules("somebody else's credential is overwritten", " || subject !== twin.subject)", ")"),
  inActivities(
    "a credential that somebody has led elsewhere is removed",
    "one.name === name && one.issuer === issuer",
    "one.name === name",
  ),
  inPhase("an abort does not know what was made", "  run.twins = twins;\n", ""),
  inAborting("an abort leaves its credentials", "  yield* removeCredentials(run, plan);\n", ""),
  inBuilding("a built candidate's workloads cannot sign in", "    yield* carryCredentials(run, plan);\n", ""),
  inFindings(
    "a missing right is no finding, but breaks the plan",
    `error.trouble.code !== "AuthorizationFailed"`,
    "error.trouble.code !== error.trouble.message",
  ),
  inIdentities("identities of other groups are forgotten", "(pair.identities ?? [])", "([] as string[])"),
  inIdentities(
    "one that is named and found is asked twice",
    "ids.set(own.toLowerCase(), own)",
    "ids.set(own, own)",
  ),
  inReactions(
    "a concurrent write of credentials fails the upgrade",
    `  "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",\n`,
    "",
  ),
];
