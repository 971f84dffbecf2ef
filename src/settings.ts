import { z } from "zod";
import type { BlobSettings } from "./azure/pair-record/blobs.ts";

/** Every setting of the app, parsed once. */
export interface Settings {
  readonly storage: BlobSettings;
  /** Folder of pair files, relative to the app's folder. */
  readonly pairsFolder: string;
  /** Six-field NCRONTAB, UTC. */
  readonly checkVersionsSchedule: string;
}

const Environment = z.object({
  AzureWebJobsStorage__blobServiceUri: z.url().optional(),
  AzureWebJobsStorage__accountName: z.string().min(3).optional(),
  AzureWebJobsStorage: z.string().min(1).optional(),
  BLUE_GREEN_CONTAINER: z
    .string()
    .regex(/^[a-z0-9](-?[a-z0-9]){2,62}$/, "must be the name of a blob container")
    .default("blue-green"),
  PAIRS_FOLDER: z.string().min(1).default("pairs"),
  CHECK_VERSIONS_SCHEDULE: z
    .string()
    .regex(/^\S+( \S+){5}$/, "must be six fields: second minute hour day month weekday")
    .default("0 0 5 * * *"),
});

/** Throws with every fault at once, each with the setting's name. */
export function parseSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success)
    throw new Error(`The app's settings are not usable:\n${z.prettifyError(parsed.error)}`);
  const values = parsed.data;
  return {
    storage: { account: accountOf(values), container: values.BLUE_GREEN_CONTAINER },
    pairsFolder: values.PAIRS_FOLDER,
    checkVersionsSchedule: values.CHECK_VERSIONS_SCHEDULE,
  };
}

function accountOf(values: z.infer<typeof Environment>): BlobSettings["account"] {
  const {
    AzureWebJobsStorage__blobServiceUri: uri,
    AzureWebJobsStorage__accountName: name,
    AzureWebJobsStorage: connectionString,
  } = values;
  if (uri !== undefined) return { uri };
  if (name !== undefined) return { uri: `https://${name}.blob.core.windows.net` };
  if (connectionString !== undefined) return { connectionString };
  throw new Error(
    "The app's settings are not usable: set AzureWebJobsStorage__blobServiceUri to the blob endpoint of the app's storage account (or AzureWebJobsStorage to an emulator's connection string).",
  );
}
