import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { supportCalendar } from "../../src/domain/environment/support-calendar.ts";
import { allowedIn, commands } from "../../src/domain/upgrade/commands.ts";
import { holdingOutcomes, outcomes, phases, phaseSentences } from "../../src/domain/upgrade/phases.ts";

const project = join(import.meta.dirname, "../..");
const pages = globSync(["*.md", "docs/**/*.md", "src/*/README.md"], { cwd: project });
const textOf = (page: string) => readFileSync(join(project, page), "utf8");

/** The cells of the table rows that begin with this cell. */
const rowOf = (page: string, first: string): readonly string[] | undefined =>
  textOf(page)
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .find((cells) => cells[1] === first)
    ?.slice(2, -1);

test.for(phases)("the glossary says what happens in %s", (phase, { expect }) => {
  expect(rowOf("docs/glossary.md", `\`${phase}\``)).toEqual([phaseSentences[phase]]);
});

test.for(outcomes)("the glossary says what %s means and whether it holds the pair", (outcome, { expect }) => {
  const [meaning, holds] = rowOf("docs/glossary.md", `\`${outcome}\``) ?? [];
  expect(meaning).toBeTruthy();
  expect(holds === "yes").toBe(holdingOutcomes.includes(outcome));
});

test.for(commands)("the glossary says where %s is allowed", (command, { expect }) => {
  const [where = ""] = rowOf("docs/glossary.md", `\`${command}\``) ?? [];
  expect(where.split(";")[0]?.split(", ")).toEqual([...allowedIn[command]]);
});

test("the page about the support calendar shows the calendar that is shipped", () => {
  expect(textOf("docs/support-calendar.md")).toContain(`**${supportCalendar.asOf}**`);
  const { KubernetesOfficial: official, AKSLongTermSupport: longTerm } = supportCalendar.endOfSupport;
  const shown = (minor: string) => rowOf("docs/support-calendar.md", minor) ?? [];
  const dates = Object.entries(official);
  expect(dates.map(([minor]) => [minor, shown(minor)[0]])).toEqual(dates);
  const later = Object.entries(longTerm);
  expect(later.map(([minor]) => [minor, shown(minor)[1]])).toEqual(later);
});

test("the README lists every route of the HTTP API", () => {
  const routes = [...textOf("src/triggers/http/register.ts").matchAll(/method: "(\w+)", route: "([^"]+)"/g)];
  expect(routes.length).toBeGreaterThan(10);
  const readme = textOf("README.md");
  const missing = routes
    .map(([, method, route]) => `${method} /api/${route}`)
    .filter((line) => !readme.includes(line));
  expect(missing).toEqual([]);
});

test.for(pages)("every link and every file that %s names exists", (page, { expect }) => {
  const text = textOf(page);
  const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target = ""]) => target);
  const linked = links
    .filter((target) => !target.includes("://"))
    .map((target) => join(dirname(page), target));
  const named = [...text.matchAll(/`((?:src|test|docs|infra|pairs)\/[\w./-]+)`/g)].map(
    ([, path = ""]) => path,
  );
  expect([...linked, ...named].filter((path) => !existsSync(join(project, path)))).toEqual([]);
});
