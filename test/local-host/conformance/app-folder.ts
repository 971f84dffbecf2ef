import { join } from "node:path";

export const appFolder = join(import.meta.dirname, "../../apps/conformance");
