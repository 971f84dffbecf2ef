import { colors, type Color, type Pair } from "../environment/pair.ts";
import type { GateAnswer } from "../swap/lever.ts";
import { blocking, warning, type Finding } from "./findings.ts";
import type { RouterInspection } from "./inspection.ts";
import { routerNames } from "./router-findings.ts";

/** The day on which Microsoft retires Front Door (classic). */
export const classicRetires = "2027-03-31";

/** Settings beyond the layout that would spoil a swap, or blind a check. */
export function inspectionFindings(pair: Pair, inspection: RouterInspection): readonly Finding[] {
  return [
    ...kindFindings(pair, inspection),
    ...routeFindings(inspection),
    ...groupFindings(pair, inspection),
    ...previewFindings(pair, inspection),
  ];
}

function kindFindings(pair: Pair, { isClassic }: RouterInspection): readonly Finding[] {
  const { router } = pair;
  if (router.kind === "frontDoorClassic") {
    const message = `Front Door (classic) retires on ${classicRetires}; it allows a full swap and rollback only.`;
    return [
      warning("CLASSIC_RETIRES", router.frontDoorId, { message, fix: "Migrate it to Standard or Premium." }),
    ];
  }
  if (!isClassic) return [];
  const message = "The profile is no Front Door Standard or Premium.";
  const fix = "Name a profile of the SKU Standard_AzureFrontDoor or Premium_AzureFrontDoor.";
  return [blocking("PROFILE_CLASSIC", router.profileId, { message, fix })];
}

const routeFindings = ({ routes }: RouterInspection): readonly Finding[] =>
  routes.flatMap(({ id, caches }) => {
    if (!caches) return [];
    const message = "The route caches: after the swap users get what the previous environment has answered.";
    const fix =
      "Serve both environments' assets alike (names with a hash), and purge after the swap if needed.";
    return [warning("ROUTE_CACHES", id, { message, fix })];
  });

function groupFindings(pair: Pair, { groups }: RouterInspection): readonly Finding[] {
  const names = routerNames(pair).groups;
  return groups.flatMap(({ name, latencySensitivityMs, origins }) => {
    const resource = names[name] ?? name;
    const findings: Finding[] = [];
    if (pair.steps.length > 1 && latencySensitivityMs === 0) {
      const message =
        "The group's latency sensitivity is 0 ms, so weights do nothing and steps would move nobody or all.";
      findings.push(blocking("WEIGHTS_VOID", resource, { message, fix: "Raise it, to 500 ms for example." }));
    }
    for (const { color } of origins.filter((origin) => origin.isPrivateLink)) {
      const message = `${color} is a Private Link origin: a rebuilt cluster needs a new endpoint and a new approval.`;
      findings.push(
        blocking("PRIVATE_LINK", resource, {
          message,
          fix: "Use a public origin locked to this Front Door.",
        }),
      );
    }
    return [...findings, ...hostHeaderFindings(pair, resource, origins)];
  });
}

/** With no host header of its own an origin is asked by the name the client used: through a preview, by the preview's. */
function hostHeaderFindings(
  pair: Pair,
  resource: string,
  origins: RouterInspection["groups"][number]["origins"],
): readonly Finding[] {
  const { router } = pair;
  if (router.kind !== "frontDoor") return [];
  const bare = origins.filter(({ hostHeader }) => hostHeader === null);
  const other = origins.filter(
    ({ hostHeader }) => hostHeader !== null && hostHeader.toLowerCase() !== router.publicHost.toLowerCase(),
  );
  return [
    ...(bare.length > 0 && router.previewHosts === undefined
      ? [
          blocking("PREVIEW_HOST_UNNAMED", resource, {
            message: `${bare.map(({ color }) => color).join(" and ")} has no origin host header, so the preview endpoint's own name reaches the ingress.`,
            fix: "Set originHostHeader to the public host, or name the previews' hosts in router.previewHosts and let the ingress accept them.",
          }),
        ]
      : []),
    ...other.map(({ color, hostHeader }) =>
      warning("HOST_HEADER", resource, {
        message: `${color} is asked with the host ${hostHeader ?? ""}, not ${router.publicHost}: proof and users' requests differ.`,
        fix: "Set originHostHeader to the public host.",
      }),
    ),
  ];
}

function previewFindings(pair: Pair, { previews }: RouterInspection): readonly Finding[] {
  const { router } = pair;
  if (previews === null || router.kind !== "frontDoor") return [];
  return colors.flatMap((color) => {
    const resource = router.previewEndpoints[color];
    const { leadsToItsGroup, isProtected } = previews[color];
    const findings: Finding[] = [];
    if (!leadsToItsGroup) {
      const message = `The preview endpoint ${resource} has no enabled route to the group of ${color}, so edges neither know nor probe it.`;
      findings.push(
        blocking("PREVIEW_LAYOUT", resource, { message, fix: "Lay it with infra (layFrontDoor)." }),
      );
    }
    if (!isProtected) {
      const message = `The preview endpoint ${resource} is public: an unproven ${color} can be reached by anybody.`;
      findings.push(
        warning("PREVIEW_PUBLIC", resource, {
          message,
          fix: "Put a WAF policy on it that asks for a secret header.",
        }),
      );
    }
    return findings;
  });
}

/** A setting that a check's header takes its value from, and that this app does not have. */
export interface MissingSetting {
  readonly check: string;
  readonly header: string;
  readonly setting: string;
}

/** A check that cannot send what it must says nothing about an environment. */
export const headerFindings = (missing: readonly MissingSetting[]): readonly Finding[] =>
  missing.map(({ check, header, setting }) =>
    blocking("CHECK_SETTING_MISSING", setting, {
      message: `The check ${check} sends the header ${header} from the app setting ${setting}, which is missing, cannot be resolved, or is no header's value.`,
      fix: `Set ${setting} on the function app, as a Key Vault reference for example, and let the app's identity read it.`,
    }),
  );

/** Without an open gate there is no lever. `isRunning`: a stopped or absent environment is asked when it runs. */
export function gateFindings(pair: Pair, color: Color, gate: GateAnswer): readonly Finding[] {
  const resource = pair.environments[color].originHost;
  switch (gate.kind) {
    case "open":
      return gate.color === color ? [] : [wrongGate(resource, color, gate.color)];
    case "closed":
      return [
        blocking("GATE_CLOSED", resource, {
          message: `The gate of ${color} is closed, and no operation runs that will open it.`,
          fix: `POST /api/pairs/${pair.name}/rollback finishes what closed it.`,
        }),
      ];
    case "unhealthy":
      return [
        blocking("GATE_UNHEALTHY", resource, {
          message: `The gate of ${color} says that the application behind it is not well.`,
          fix: "Mend the application, or the health URL of the gate.",
        }),
      ];
    case "noGate":
      return [
        blocking("GATE_MISSING", resource, {
          message: `${color}: ${gate.said}.`,
          fix: "Roll out infra/gate on that cluster.",
        }),
      ];
    case "unreachable":
      return [unreachable(resource, color, gate.why)];
    default:
      return gate satisfies never;
  }
}

const wrongGate = (resource: string, color: Color, found: Color): Finding =>
  blocking("GATE_OF_OTHER_COLOR", resource, {
    message: `The gate at the origin of ${color} says that it is ${found}.`,
    fix: "Correct originHost in the pair file, the DNS record, or the gate's COLOR.",
  });

function unreachable(resource: string, color: Color, why: string): Finding {
  if (why === "ERR_TLS_CERT_ALTNAME_INVALID") {
    const message = `The certificate at ${color} is not for ${resource}, by which Front Door checks it.`;
    return blocking("CERTIFICATE_NAME", resource, {
      message,
      fix: "Issue a certificate for the origin's own host name.",
    });
  }
  const message = `The gate of ${color} gives no answer: ${why}.`;
  return blocking("GATE_UNREACHABLE", resource, {
    message,
    fix: "Check the origin's host name, its ingress and infra/gate.",
  });
}
