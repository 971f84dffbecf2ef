import { readFileSync } from "node:fs";
import { parsePairFile } from "../../../src/pair-files.ts";
import { behindClassic, byPriority } from "../../../src/rehearsal/pair-variants.ts";
import { aPair } from "../../support/a-pair.ts";
import { fakeAzure } from "../../support/fake-azure.ts";
import { routerContract, sharesContract, waysContract } from "./router-contract.ts";
import { simulatedRouter } from "./simulated-routers.ts";

const pair = parsePairFile(readFileSync("pairs/shop.json", "utf8"), "pairs/shop.json");

const subjects = {
  "Front Door by route": async () => simulatedRouter(pair),
  "Front Door by priority": async () => simulatedRouter(byPriority(1)(pair)),
  "Front Door by priority with two routes": async () => simulatedRouter(byPriority(2)(pair)),
  "Front Door (classic)": async () => simulatedRouter(behindClassic(pair)),
  "the fake in memory": async () => {
    const azure = fakeAzure(aPair());
    const freeze = () => void (azure.frozen = "Conflict");
    return { router: azure.ports.router, pair: aPair(), pass: async () => undefined, freeze };
  },
} as const;

for (const [name, open] of Object.entries(subjects)) {
  routerContract(name, open);
  if (name !== "Front Door (classic)") sharesContract(name, open);
  waysContract(name, open);
}
