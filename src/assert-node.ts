import { readFileSync } from "node:fs";

// Imported first by every file that is started by hand. A Node before 22.18 does not read TypeScript and says so itself.
const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  engines: { node: string };
};
const majorOf = (version: string): number => Number(/\d+/.exec(version)?.[0]);

if (majorOf(process.version) < majorOf(engines.node)) {
  process.stderr.write(
    `Node ${process.version} runs this, and it needs Node ${engines.node}. Start it with npm (npm run …), which uses the Node that npm ci brings.\n`,
  );
  process.exit(2);
}
