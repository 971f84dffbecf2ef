import { z } from "zod";
import { choice, hostName, list, object, resourceId, text, wrong } from "./fields.ts";

const profile = resourceId("a Front Door profile", "Microsoft.Cdn", "profiles/{name}");
const route = resourceId(
  "a Front Door route",
  "Microsoft.Cdn",
  "profiles/{name}/afdEndpoints/{endpoint}/routes/{name}",
);
const classic = resourceId("a Front Door (classic)", "Microsoft.Network", "frontDoors/{name}");

const resourceName = (means: string) =>
  text({ be: "a name of letters, digits and hyphens", pattern: /^[a-z0-9][a-z0-9-]*$/i, means });

const perColor = <Value extends z.ZodType>(value: Value, means: string) =>
  object({ blue: value, green: value }, means);

const publicHost = hostName(
  "The name that users ask for; one of them, where a route has several custom domains.",
);

const frontDoor = {
  kind: z.literal("frontDoor").describe("Front Door Standard or Premium."),
  profileId: profile("The profile of the routes, groups and endpoints below."),
  originGroups: perColor(
    resourceName("An origin group."),
    "The origin group of each color. In mode route the users' route points to the active one; in mode origin only the previews use them.",
  ),
  previewEndpoints: perColor(
    resourceName("An endpoint."),
    "The endpoint that is always routed to the color's own group, so that a candidate can be checked through the edge.",
  ),
  publicHost,
  previewHosts: perColor(
    hostName("A host name."),
    "Only where origins have no host header: the preview endpoints' own host names, which the ingress then sees and must accept.",
  ).optional(),
};

const usersRoute = wrong("exactly one route; several need the mode origin", "The users' route.");

const byRoute = object(
  {
    ...frontDoor,
    mode: z.literal("route").describe("A swap is one write of the users' route."),
    routeIds: z
      .array(route("A route of the users."), usersRoute)
      .length(1, usersRoute)
      .describe("The users' route, as a list of one."),
  },
  "Users are moved by their route.",
);

const byPriority = object(
  {
    ...frontDoor,
    mode: z
      .literal("origin")
      .describe("A swap is one write of an origin's priority, in the one group that all routes share."),
    routeIds: list(route("A route of the users."), {
      be: "a list of at least one route",
      means: "Every route of the users. All of them point to sharedGroup.",
    }),
    sharedGroup: resourceName("The origin group that every route of the users points to."),
  },
  "Users are moved by priority.",
);

const frontDoorClassic = object(
  {
    kind: z
      .literal("frontDoorClassic")
      .describe("Front Door (classic), until 2027-03-31. Full swap and rollback only; no previews."),
    frontDoorId: classic("The Front Door."),
    routingRule: text({ be: "a name", pattern: /./, means: "The users' routing rule." }),
    backendPools: perColor(resourceName("A backend pool."), "The backend pool of each color."),
    publicHost,
  },
  "Users come through Front Door (classic).",
);

/** The kinds are told apart by `kind`, and those of Front Door Standard and Premium by `mode`. */
export const router = choice(
  "kind",
  [choice("mode", [byRoute, byPriority], "How users are moved."), frontDoorClassic],
  "What stands before the environments.",
);
