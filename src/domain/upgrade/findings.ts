import type { GroupName } from "../swap/layout.ts";

/** Something a person should know before an upgrade; a blocking one refuses it. */
export interface Finding {
  readonly code: string;
  readonly severity: "blocking" | "warning";
  readonly resource: string;
  readonly message: string;
  readonly fix: string;
}

interface Text {
  readonly message: string;
  readonly fix: string;
}

export const blocking = (code: string, resource: string, text: Text): Finding => ({
  code,
  severity: "blocking",
  resource,
  ...text,
});

export const warning = (code: string, resource: string, text: Text): Finding => ({
  code,
  severity: "warning",
  resource,
  ...text,
});

/** Names of the router's resources, for findings. */
export interface RouterNames {
  readonly route: string;
  readonly groups: Readonly<Partial<Record<GroupName, string>>>;
}
