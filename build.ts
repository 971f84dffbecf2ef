import { build } from "esbuild";

// One CommonJS file: an ES module bundle of the SDKs fails with "Dynamic require of util".
// The Functions worker itself provides @azure/functions-core (azure-functions-nodejs-library#201).
await build({
  entryPoints: { functions: "src/functions.ts" },
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node22",
  outdir: "dist",
  outExtension: { ".js": ".cjs" },
  external: ["@azure/functions-core"],
  keepNames: true,
  sourcemap: "linked",
  logLevel: "warning",
});
