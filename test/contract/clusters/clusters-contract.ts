import { beforeEach, describe, expect, test } from "vitest";
import { operationIdOf } from "../../../src/domain/upgrade/pair-record.ts";
import { OutsideError } from "../../../src/workflow/errors.ts";
import type { Begun, Cluster, Clusters } from "../../../src/workflow/ports.ts";

/** Blue runs on 1.34.9, green was never built. */
export interface ClustersSubject {
  readonly clusters: Clusters;
  readonly ids: { readonly blue: string; readonly green: string };
  /** So long that every long-running operation has ended. */
  pass(): Promise<void>;
}

const operationId = operationIdOf("shop", 1, "upgrade");
/** What a pair file says that says nothing of it. */
const said = { candidate: "green", overrides: {}, nodeResourceGroup: null } as const;

/** What managed clusters promise to the story, the fake's too. */
export function clustersContract(name: string, open: () => Promise<ClustersSubject>): void {
  describe(`${name}`, () => {
    let subject: ClustersSubject;
    beforeEach(async () => void (subject = await open()));

    const get = async (color: "blue" | "green"): Promise<Cluster> => {
      const cluster = await subject.clusters.find(subject.ids[color]);
      if (cluster === undefined) throw new Error(`${color} is not there`);
      return cluster;
    };
    /** Begins again until it is done, as the story does; gives how often Azure was written to. */
    const make = async (begin: () => Promise<Begun>): Promise<number> => {
      for (let writes = 0; writes < 5; writes += 1) {
        const answer = await begin();
        if (answer.kind === "done") return writes;
        expect((await subject.clusters.poll(answer.handle)).kind).toBe("running");
        await subject.pass();
        expect((await subject.clusters.poll(answer.handle)).kind).toBe("succeeded");
      }
      throw new Error("the request does not become true");
    };
    const copy = async (version = "1.34.9") => {
      const { blue: from, green: to } = subject.ids;
      return make(async () => subject.clusters.beginCopy({ ...said, from, to, version, operationId }));
    };

    test("a copy is planned without a write, and a plain cluster has nothing against it", async () => {
      const { blue: from, green: to } = subject.ids;
      const { findings } = await subject.clusters.planCopy({ ...said, from, to, version: "1.34.9" });
      expect(findings.filter(({ severity }) => severity === "blocking")).toEqual([]);
      expect(await subject.clusters.find(to)).toBeUndefined();
    });

    test("an absent cluster is undefined, one that is there is told with its pools", async () => {
      expect(await subject.clusters.find(subject.ids.green)).toBeUndefined();
      const blue = await get("blue");
      expect(blue).toMatchObject({
        powerState: "Running",
        provisioningState: "Succeeded",
        version: "1.34.9",
      });
      expect(blue.pools).toMatchObject([{ name: "system", version: "1.34.9" }]);
    });

    test("a copy has the version it was asked for and every pool of its source; asked again it is there already", async () => {
      expect(await copy()).toBe(1);
      expect(await get("green")).toMatchObject({ powerState: "Running", version: "1.34.9" });
      expect((await get("green")).pools.map((pool) => pool.name)).toEqual(["system"]);
      expect(await copy()).toBe(0);
    });

    test("a cluster that another operation has made is never overwritten", async () => {
      await copy();
      const other = operationIdOf("shop", 2, "upgrade");
      const { blue: from, green: to } = subject.ids;
      const refused = subject.clusters.beginCopy({
        ...said,
        from,
        to,
        version: "1.34.9",
        operationId: other,
      });
      await expect(refused).rejects.toBeInstanceOf(OutsideError);
    });

    test("the control plane climbs first and leaves its pools, each of which follows when asked", async () => {
      await copy();
      const { green } = subject.ids;
      expect(await make(async () => subject.clusters.beginUpgradeControlPlane(green, "1.35.5"))).toBe(1);
      expect(await get("green")).toMatchObject({ version: "1.35.5", pools: [{ version: "1.34.9" }] });
      expect(await make(async () => subject.clusters.beginUpgradePool(green, "system", "1.35.5"))).toBe(1);
      expect((await get("green")).pools).toMatchObject([{ version: "1.35.5" }]);
      expect(await make(async () => subject.clusters.beginUpgradePool(green, "system", "1.35.5"))).toBe(0);
    });

    test("stops, starts, and writes nothing where that is so already", async () => {
      const { blue } = subject.ids;
      expect(await make(async () => subject.clusters.beginStart(blue))).toBe(0);
      expect(await make(async () => subject.clusters.beginStop(blue))).toBe(1);
      expect(await get("blue")).toMatchObject({ powerState: "Stopped" });
      expect(await make(async () => subject.clusters.beginStart(blue))).toBe(1);
      expect(await get("blue")).toMatchObject({ powerState: "Running" });
    });

    test("tags are merged, one set to null is removed, and the same tags are no write", async () => {
      const { blue } = subject.ids;
      expect(await make(async () => subject.clusters.beginTag(blue, { one: "1", two: "2" }))).toBe(1);
      expect(await make(async () => subject.clusters.beginTag(blue, { two: null }))).toBe(1);
      expect((await get("blue")).tags).toMatchObject({ one: "1" });
      expect((await get("blue")).tags).not.toHaveProperty("two");
      expect(await make(async () => subject.clusters.beginTag(blue, { one: "1" }))).toBe(0);
    });

    test("capacity is held once and restored once", async () => {
      const { blue } = subject.ids;
      const hold = async () => subject.clusters.beginHoldCapacity(blue);
      const restore = async () => subject.clusters.beginRestoreCapacity(blue);
      expect(await make(hold)).toBe(1);
      expect(await make(hold)).toBe(0);
      expect(await make(restore)).toBe(1);
      expect(await make(restore)).toBe(0);
    });

    test("the region and the cluster's own profile offer versions", async () => {
      const blue = await get("blue");
      const offered = await subject.clusters.offeredVersions(blue.id, blue.location);
      expect(offered.map((one) => one.version)).toContain("1.36.4");
      const targets = await subject.clusters.upgradeTargets(blue.id);
      expect(targets.map((one) => one.version)).toContain("1.35.5");
    });
  });
}
