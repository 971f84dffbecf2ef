import type { RouterWrite } from "../../src/domain/swap/protocol.ts";
import { OutsideError } from "../../src/workflow/errors.ts";

/** As an operator would say it. */
export function nameOf(write: RouterWrite): string {
  if (write.kind === "route") return `route to ${write.to}`;
  const { group, origin, set } = write;
  const { enabled, priority, weight } = set;
  const said = [
    ...(enabled === undefined ? [] : [enabled ? "enable" : "disable"]),
    ...(priority === undefined ? [] : [`priority ${priority}`]),
    ...(weight === undefined ? [] : [`weight ${weight}`]),
  ];
  return `${said.join(", ")} ${origin} in group ${group}`;
}

/** Refusals that no waiting helps against. */
const forGood: ReadonlySet<string> = new Set(["AuthorizationFailed", "BadRequest", "ResourceNotFound"]);

export const refusalOf = (code: string): OutsideError =>
  new OutsideError({
    reaction: forGood.has(code) ? "stop" : "later",
    code,
    message: "Configuration changes are blocked.",
    resource: "the profile",
    fix: "Wait.",
  });

export function absent(id: string): never {
  throw new OutsideError({
    reaction: "stop",
    code: "ResourceNotFound",
    message: "It does not exist.",
    resource: id,
    fix: "Check the id.",
  });
}
