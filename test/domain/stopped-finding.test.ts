import { expect, test } from "vitest";
import { stoppedFinding } from "../../src/domain/upgrade/cluster-findings.ts";

const since = (stoppedAt: string | undefined) => stoppedFinding("green", stoppedAt, "2026-11-05T09:00:00Z");

test("a kept cluster is told of from its tenth month of standing still on, before AKS gives it up", () => {
  expect(since("2026-01-20T09:00:00Z")).toEqual([]);
  expect(since("2025-12-20T09:00:00Z")).toMatchObject([
    { code: "KEPT_STOPPED_LONG", severity: "warning", fix: expect.stringContaining("before") as string },
  ]);
});

test("a kept cluster that AKS may have given up is to be built anew", () => {
  expect(since("2025-10-01T09:00:00Z")).toMatchObject([
    { fix: expect.stringContaining("delete it") as string },
  ]);
});

test("a cluster of which nobody knows since when it stands still is not told of", () => {
  expect(since(undefined)).toEqual([]);
  expect(since("some day")).toEqual([]);
});
