import { expect, test } from "vitest";
import { parseSettings } from "../../src/settings.ts";

const uri = "https://stshop.blob.core.windows.net";

test("the storage account is enough; everything else has a default", () => {
  expect(parseSettings({ AzureWebJobsStorage__blobServiceUri: uri })).toEqual({
    storage: { account: { uri }, container: "blue-green" },
    pairsFolder: "pairs",
    checkVersionsSchedule: "0 0 5 * * *",
  });
});

test("without a storage account the app says which setting is missing", () => {
  expect(() => parseSettings({})).toThrow("AzureWebJobsStorage__blobServiceUri");
});

test("every faulty setting is named at once", () => {
  const faulty = {
    AzureWebJobsStorage__blobServiceUri: "no",
    BLUE_GREEN_CONTAINER: "A",
    CHECK_VERSIONS_SCHEDULE: "daily",
  };
  expect(() => parseSettings(faulty)).toThrow(
    /blobServiceUri[\s\S]*BLUE_GREEN_CONTAINER[\s\S]*CHECK_VERSIONS_SCHEDULE/,
  );
});
