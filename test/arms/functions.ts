import { resolve } from "node:path";
import { azurePorts } from "../../src/azure/azure-ports.ts";
import { parseEvent } from "../../src/azure/event-grid/parse-event.ts";
import { readPairFiles } from "../../src/pair-folder.ts";
import { parseSettings } from "../../src/settings.ts";
import { registerEventGrid } from "../../src/triggers/event-grid/register.ts";
import { registerHttp } from "../../src/triggers/http/register.ts";
import type { Ports } from "../../src/workflow/ports.ts";
import { orchestrators, registerWorkflow, steps } from "../../src/workflow/register.ts";
import { stopCarelessly, writeCarelessly } from "./careless-steps.ts";
import { impatientUpgrade } from "./impatient-upgrade.ts";
import { naiveRouter } from "./naive-router.ts";

// A second root, for the baselines that must visibly lose. The product's own root cannot reach this folder.
const arm = process.env["ROUTER_ARM"];
if (arm !== "naive" && arm !== "impatient") throw new Error("ROUTER_ARM must be naive or impatient");

const settings = parseSettings(process.env);
// the host names the app's folder; its worker need not have been started there
const pairs = readPairFiles(
  resolve(process.env["AzureWebJobsScriptRoot"] ?? process.cwd(), settings.pairsFolder),
);

let made: Ports | undefined;
const ports = (): Ports => (made ??= portsOfArm());

function portsOfArm(): Ports {
  const real = azurePorts({ storage: settings.storage, pairs, valueOf: (name) => process.env[name] });
  return arm === "naive" ? { ...real, router: naiveRouter(real.router) } : real;
}

registerWorkflow(
  ports,
  arm === "impatient" ? { ...orchestrators, upgrade: impatientUpgrade } : orchestrators,
  [...steps, writeCarelessly, stopCarelessly],
);
registerEventGrid(ports, parseEvent);
registerHttp(ports);
