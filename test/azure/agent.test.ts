import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const file = join(import.meta.dirname, "../../src/azure/arm/agent.ts");
const tells = `import(${JSON.stringify(file)}).then(({ keepingAgent }) =>
  console.log(keepingAgent.agent === undefined ? "the SDK's own" : "Node's own"))`;

const agentWith = (env: Readonly<Record<string, string>>): string =>
  execFileSync(process.execPath, ["-e", tells], { env, encoding: "utf8" }).trim();

test("where Node itself goes by the proxy the SDK uses Node's agent, which keeps connections", () => {
  expect(agentWith({ HTTPS_PROXY: "http://127.0.0.1:1", NODE_USE_ENV_PROXY: "1" })).toBe("Node's own");
});

test("where it does not the SDK finds the proxy by an agent of its own", () => {
  expect(agentWith({ HTTPS_PROXY: "http://127.0.0.1:1" })).toBe("the SDK's own");
  expect(agentWith({})).toBe("the SDK's own");
});
