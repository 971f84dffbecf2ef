import { beforeEach, describe, expect, test } from "vitest";
import type { Color, Pair } from "../../../src/domain/environment/pair.ts";
import type { Deployer } from "../../../src/workflow/ports.ts";

/** Both clusters run, green as it was kept: the workloads of both are there, at the release `main`. */
export interface DeployerSubject {
  readonly deployer: Deployer;
  readonly pair: Pair;
  /** Every write that is under way ends; what is in the clusters has not followed yet. */
  end(): Promise<void>;
  /** So long that every cluster has followed. */
  pass(): Promise<void>;
  /** Somebody moves blue to another release. */
  release(name: string): Promise<void>;
  /** Nothing was ever deployed to green. */
  empty(): Promise<void>;
  stop(color: Color): Promise<void>;
  /** Which release a color is told to have, and what it calls itself. */
  told(color: Color): Promise<{ release: string; color: string }>;
  /** How often green was written to. */
  writes(): number;
}

const way = { from: "blue", to: "green" } as const;

/** What deployers promise to the story. */
export function deployerContract(name: string, open: () => Promise<DeployerSubject>): void {
  describe(`workloads, brought by ${name}`, () => {
    let subject: DeployerSubject;
    beforeEach(async () => void (subject = await open()));

    const state = async (color: Color = "green") => subject.deployer.state(subject.pair, color);
    /** As the story does: begins again until it is done. */
    const bring = async () => {
      for (let writes = 0; writes < 5; writes += 1) {
        const answer = await subject.deployer.begin(subject.pair, way);
        if (answer.kind === "done") return;
        expect((await subject.deployer.poll(answer.handle)).kind).toBe("running");
        await subject.end();
        expect((await subject.deployer.poll(answer.handle)).kind).toBe("succeeded");
      }
      throw new Error("it is never done");
    };

    test("a kept cluster that has what the active has is not written to", async () => {
      expect(await state()).toEqual({ ready: true, waitingFor: "" });
      await bring();
      expect(subject.writes()).toBe(0);
    });

    test("a kept cluster that is releases behind is not ready, and what it lacks is named", async () => {
      await subject.release("v2");
      await subject.pass();
      const { ready, waitingFor } = await state();
      expect(ready).toBe(false);
      expect(waitingFor).toMatch(/main.+blue.+v2/);
    });

    test("it is brought to the active's release by one write, and calls itself what it is", async () => {
      await subject.release("v2");
      await subject.pass();
      await bring();
      await subject.pass();
      expect(subject.writes()).toBe(1);
      expect(await state()).toEqual({ ready: true, waitingFor: "" });
      expect(await subject.told("green")).toEqual({ release: "v2", color: "green" });
      expect(await subject.told("blue")).toEqual({ release: "v2", color: "blue" });
      await bring();
      expect(subject.writes()).toBe(1);
    });

    test("a write that has ended is not yet what runs in the cluster", async () => {
      await subject.release("v2");
      await subject.pass();
      await bring();
      expect((await state()).ready).toBe(false);
      await subject.pass();
      expect((await state()).ready).toBe(true);
    });

    test("while one write is under way there is no other", async () => {
      await subject.release("v2");
      await subject.pass();
      expect((await subject.deployer.begin(subject.pair, way)).kind).toBe("begun");
      expect((await subject.deployer.begin(subject.pair, way)).kind).toBe("begun");
      expect(subject.writes()).toBe(1);
    });

    test("an empty cluster waits for everything, gets it, and calls itself what it is", async () => {
      await subject.empty();
      expect((await state()).ready).toBe(false);
      expect((await state()).waitingFor).not.toBe("");
      await bring();
      await subject.pass();
      expect(await state()).toEqual({ ready: true, waitingFor: "" });
      expect(await subject.told("green")).toEqual({ release: "main", color: "green" });
    });

    test("what a stopped active told last is nothing to wait for", async () => {
      await subject.release("v2");
      await subject.pass();
      await subject.stop("blue");
      expect(await state()).toEqual({ ready: true, waitingFor: "" });
    });
  });
}
