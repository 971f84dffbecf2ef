import { beforeEach, describe, expect, test } from "vitest";
import type { Pair } from "../../../src/domain/environment/pair.ts";
import type { Addresses } from "../../../src/workflow/ports.ts";

/** Both names are records of a zone, each leading to the ingress of its cluster; both clusters run. */
export interface AddressesSubject {
  readonly addresses: Addresses;
  readonly pair: Pair;
  /** Green is built anew: its ingress has another address. */
  readonly rebuild: () => Promise<void>;
  /** Green has no ingress: it is gone, or being built anew. */
  readonly remove: () => Promise<void>;
}

/** What whoever keeps the origins' names promises to the story. */
export function addressesContract(name: string, open: () => Promise<AddressesSubject>): void {
  describe(`names of origins, kept by ${name}`, () => {
    let subject: AddressesSubject;
    beforeEach(async () => void (subject = await open()));

    const read = async (color: "blue" | "green" = "green") => subject.addresses.read(subject.pair, color);

    test("a name that leads to its ingress has nothing to be done", async () => {
      for (const color of ["blue", "green"] as const) {
        const { named, actual } = await read(color);
        expect(named).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
        expect(named).toBe(actual);
      }
      expect((await read("blue")).named).not.toBe((await read("green")).named);
    });

    test("a rebuilt ingress has another address, and the name does not know it yet", async () => {
      const before = await read();
      await subject.rebuild();
      const { named, actual } = await read();
      expect(named).toBe(before.named);
      expect(actual).not.toBe(before.actual);
      expect(actual).not.toBeNull();
    });

    test("the name is led to it, and no other name with it", async () => {
      const blue = await read("blue");
      await subject.rebuild();
      const { actual } = await read();
      await subject.addresses.write(subject.pair, "green", actual ?? "");
      expect(await read()).toMatchObject({ named: actual, actual });
      expect(await read("blue")).toEqual(blue);
    });

    test("it is led back to where it led before", async () => {
      const { named } = await read();
      await subject.rebuild();
      await subject.addresses.write(subject.pair, "green", (await read()).actual ?? "");
      await subject.addresses.write(subject.pair, "green", named ?? "");
      expect((await read()).named).toBe(named);
    });

    test("an ingress that is not there has no address, and the name still has one", async () => {
      const { named } = await read();
      await subject.remove();
      expect(await read()).toMatchObject({ named, actual: null });
    });

    test("how long others may go on with the old address is told before the write, and is the same after it", async () => {
      await subject.rebuild();
      const { ttlSeconds, actual } = await read();
      expect(ttlSeconds).toBeGreaterThan(0);
      await subject.addresses.write(subject.pair, "green", actual ?? "");
      expect((await read()).ttlSeconds).toBe(ttlSeconds);
    });
  });
}
