import { resolve } from "node:path";
import { azurePorts } from "./azure/azure-ports.ts";
import { parseEvent } from "./azure/event-grid/parse-event.ts";
import { readPairFiles } from "./pair-folder.ts";
import { parseSettings } from "./settings.ts";
import { registerEventGrid } from "./triggers/event-grid/register.ts";
import { registerHttp } from "./triggers/http/register.ts";
import { registerTimers } from "./triggers/timers/register.ts";
import type { Ports } from "./workflow/ports.ts";
import { registerWorkflow } from "./workflow/register.ts";

// The root for Azure, and the only file that the Functions host loads. Bad settings stop it here; a bad pair file does not:
// the other pairs, and what runs, go on.
const settings = parseSettings(process.env);
// the host names the app's folder; its worker need not have been started there
const pairs = readPairFiles(
  resolve(process.env["AzureWebJobsScriptRoot"] ?? process.cwd(), settings.pairsFolder),
);

for (const { file, reasons } of pairs.broken())
  process.stderr.write(`${file} cannot be used: ${reasons.join(" ")}\n`);

let made: Ports | undefined;
const ports = (): Ports =>
  (made ??= azurePorts({ storage: settings.storage, pairs, valueOf: (name) => process.env[name] }));

registerWorkflow(ports);
registerEventGrid(ports, parseEvent);
registerHttp(ports);
registerTimers(settings.checkVersionsSchedule);
