import { readFileSync } from "node:fs";
import { behindClassic, byPriority, type PairFileBody } from "../../../src/rehearsal/pair-variants.ts";
import { aPair } from "../../support/a-pair.ts";
import { fakeAzure } from "../../support/fake-azure.ts";
import { routerContract, sharesContract } from "./router-contract.ts";
import { simulatedRouter } from "./simulated-routers.ts";

const file = JSON.parse(readFileSync("pairs/shop.json", "utf8")) as PairFileBody;

const subjects = {
  "Front Door by route": async () => simulatedRouter(file),
  "Front Door by priority": async () => simulatedRouter(byPriority(["shop"])(file)),
  "Front Door by priority with two routes": async () =>
    simulatedRouter(byPriority(["shop", "shop-api"])(file)),
  "Front Door (classic)": async () => simulatedRouter(behindClassic(file)),
  "the fake in memory": async () => {
    const pair = aPair();
    const azure = fakeAzure(pair);
    const freeze = () => void (azure.frozen = "Conflict");
    return { router: azure.ports.router, pair, pass: async () => undefined, freeze };
  },
} as const;

for (const [name, open] of Object.entries(subjects)) {
  routerContract(name, open);
  if (name !== "Front Door (classic)") sharesContract(name, open);
}
