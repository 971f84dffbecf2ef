import { afterAll, beforeAll, describe } from "vitest";
import { jsonBlobs } from "../../src/azure/pair-record/blobs.ts";
import { blobClaimedPairs } from "../../src/azure/pair-record/claimed-pairs.ts";
import { blobKnownForms } from "../../src/azure/pair-record/known-forms.ts";
import { blobJournals } from "../../src/azure/pair-record/journals.ts";
import { blobPairRecords } from "../../src/azure/pair-record/records.ts";
import { aPair } from "../support/a-pair.ts";
import { fakeAzure } from "../support/fake-azure.ts";
import { azurite, startAzurite, startSimulated, type Keeper } from "./blobs/keepers.ts";
import { pairRecordContract, type PairRecordSubject } from "./pair-record.ts";

let containers = 0;

function keptBy({ connectionString }: Keeper): PairRecordSubject {
  const blobs = jsonBlobs({ account: { connectionString }, container: `contract-${(containers += 1)}` });
  return {
    records: blobPairRecords(blobs),
    journals: blobJournals(blobs),
    claimed: blobClaimedPairs(blobs),
    forms: blobKnownForms(blobs),
  };
}

pairRecordContract("the fake in memory", () => fakeAzure(aPair()).ports);

describe("the simulated Azure", () => {
  let keeper: Keeper;

  beforeAll(async () => void (keeper = await startSimulated(() => Date.parse("2026-11-05T09:00:00Z"))));

  afterAll(async () => keeper.stop());

  pairRecordContract("the simulated Blob service", () => keptBy(keeper));
});

describe.skipIf(azurite === "")(
  "Azurite (to have it: npm install azurite elsewhere, AZURITE=its package folder)",
  () => {
    let keeper: Keeper;

    beforeAll(async () => void (keeper = await startAzurite()));

    afterAll(async () => keeper.stop());

    pairRecordContract("Azurite", () => keptBy(keeper));
  },
);
