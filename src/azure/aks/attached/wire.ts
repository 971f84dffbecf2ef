import { z } from "zod";

/** Just enough of a child or extension resource to tell what becomes of it. */
export const AttachedBody = z.looseObject({
  id: z.string(),
  name: z.string(),
  properties: z
    .record(z.string(), z.json())
    .nullish()
    .transform((properties) => properties ?? {}),
});

export type AttachedBody = z.infer<typeof AttachedBody>;
