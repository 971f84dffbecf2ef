import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HttpRequest, InvocationContext } from "@azure/functions";
import { beforeEach, describe, expect, test } from "vitest";
import { commands } from "../../src/domain/upgrade/commands.ts";
import { operationIdOf } from "../../src/domain/upgrade/pair-record.ts";
import type { Question } from "../../src/triggers/http/answer.ts";
import { commandLinks } from "../../src/triggers/http/links.ts";
import { getOperation, getOperations, getPair } from "../../src/triggers/http/questions.ts";
import { storyOn, type Story } from "../workflow/a-story.ts";
import { aPair } from "../support/a-pair.ts";
import { fakeAzure } from "../support/fake-azure.ts";

let story: Story;
beforeEach(() => (story = storyOn(fakeAzure(aPair()))));

type Body = Record<string, unknown>;

async function answerTo(question: Question): Promise<Body> {
  const params = { pair: "shop", id: "shop-1-upgrade" };
  const request = new HttpRequest({ url: "https://app/api", method: "GET", params });
  const doors = { ports: story.azure.ports, operations: story.stage.operations };
  const answer = await question({ doors, request, context: new InvocationContext() });
  return JSON.parse(answer.body as string) as Body;
}

/** Asked all at once: the operation as such, in the list, and as the one that owns its pair. */
async function seen(): Promise<{ itself: Body; listed: Body; owning: Body | null }> {
  const [itself, list, pair] = [
    await answerTo(getOperation),
    await answerTo(getOperations),
    await answerTo(getPair),
  ];
  return {
    itself,
    listed: (list["operations"] as Body[]).at(-1) ?? {},
    owning: pair["operation"] as Body | null,
  };
}

describe("an operation that runs", () => {
  test("leads to itself and, by its name, to each command that it allows", async () => {
    let looks: ReturnType<typeof seen> | undefined;
    story.when("phase.entered", () => void (looks = seen()), "soaking");
    await story.stage.play("upgrade");
    const links = {
      self: "/api/pairs/shop/operations/shop-1-upgrade",
      pause: "/api/pairs/shop/pause",
      rollBack: "/api/pairs/shop/rollback",
    };
    const { itself, listed, owning } = (await looks) ?? {};
    for (const view of [itself, listed, owning])
      expect(view).toMatchObject({ phase: "soaking", outcome: null, allowed: ["pause", "rollBack"], links });
  });

  const register = readFileSync(join(import.meta.dirname, "../../src/triggers/http/register.ts"), "utf8");

  test.for(commands)("is asked to %s where the link leads", (command, { expect }) => {
    const route = commandLinks("{pair}", [command])[command]?.slice("/api/".length);
    expect(register).toContain(`method: "POST", route: "${route}"`);
  });
});

describe("an operation that has ended", () => {
  test("has its outcome for a phase, and allows nothing", async () => {
    await story.stage.play("upgrade");
    const { itself, listed } = await seen();
    for (const view of [itself, listed])
      expect(view).toMatchObject({ phase: "completed", outcome: "completed", allowed: [] });
    expect(itself["links"]).toEqual({ self: "/api/pairs/shop/operations/shop-1-upgrade" });
  });

  test("because another one has taken its pair is superseded: it can tell nothing of that itself", async () => {
    story.sendIn("soaking", "pause");
    story.when("operation.paused", () => {
      const { record } = story.azure.record ?? {};
      if (record === undefined) throw new Error("nobody owned the pair");
      const operationId = operationIdOf("shop", 2, "rollback");
      story.azure.record = { etag: "taken", record: { ...record, epoch: 2, operationId } };
      story.stage.failInstance("shop-1-upgrade");
    });
    await story.stage.play("upgrade").catch(() => undefined);
    const { itself, listed } = await seen();
    for (const view of [itself, listed]) {
      expect(view).toMatchObject({ phase: "superseded", outcome: "superseded", allowed: [] });
      expect(view).not.toHaveProperty("in");
    }
  });
});
