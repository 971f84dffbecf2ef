import type { Report } from "./report.ts";

/** How one scenario of many went. */
export type Played =
  | { readonly kind: "played"; readonly report: Report }
  /** Nothing is known of its end. */
  | { readonly kind: "brokeOff"; readonly scenario: string; readonly why: string }
  | { readonly kind: "notRun"; readonly scenario: string; readonly why: string };

/** One line a scenario, and what they come to. */
export function tallyOf(played: readonly Played[]): string {
  const rows = [heads, ...played.map(rowOf)];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return ["", ...lines, "", summaryOf(played), ""].join("\n");
}

const heads = ["", "scenario", "ended", "failed requests", "seconds", "why"] as const;

function rowOf(one: Played): readonly string[] {
  switch (one.kind) {
    case "played": {
      const { scenario, ok, outcome, requests, wallMs, why } = one.report;
      const seconds = String(Math.round(wallMs / 1000));
      return [ok ? "OK" : "NOT OK", scenario, outcome ?? "not", failedOf(requests), seconds, why[0] ?? ""];
    }
    case "brokeOff":
      return ["NOT OK", one.scenario, "broke off", "", "", firstLine(one.why)];
    case "notRun":
      return ["-", one.scenario, "not run", "", "", one.why];
    default:
      return one satisfies never;
  }
}

/** A sick environment fails requests as its scenario wants it; only the swap's count against it. */
const failedOf = ({ failed, failedBy }: Report["requests"]): string =>
  failed === 0 ? "0" : `${failed}: ${failedBy.swap} swap, ${failedBy.sickEnvironment} sick`;

const firstLine = (text: string): string => text.split("\n")[0] ?? "";

function summaryOf(played: readonly Played[]): string {
  const notRun = played.filter(({ kind }) => kind === "notRun").length;
  const good = played.filter((one) => one.kind === "played" && one.report.ok).length;
  const rest = notRun === 0 ? "" : ` ${notRun} do not fit and were not run.`;
  return `${good} of ${played.length - notRun} scenarios ended as they should.${rest}`;
}
