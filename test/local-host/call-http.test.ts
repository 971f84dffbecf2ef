import { expect, test } from "vitest";
import { useHost } from "./use-host.ts";

test("asks again where and when a 202 says, without the key of the first function", async () => {
  const { durable, host, letTimePass } = await useHost();
  letTimePass();
  const url = `${host.baseUrl}/api/job/polled`;
  const { status, content } = (await durable.run("asksOutside", "one", { url })) as {
    status: number;
    content: string;
  };
  expect(status).toBe(200);
  expect(JSON.parse(content)).toEqual(["POST secret yes", "GET null yes", "GET null yes"]);
  // 30 s unless told otherwise, then the 7 s that were asked for
  const { createdTime, lastUpdatedTime } = await durable.status("one");
  expect(Date.parse(lastUpdatedTime) - Date.parse(createdTime)).toBe(37_000);
});

test("hands over a 202 when polling is not wanted", async () => {
  const { durable, host } = await useHost();
  const url = `${host.baseUrl}/api/job/unpolled`;
  expect(await durable.run("asksOutside", "one", { url, enablePolling: false })).toEqual({
    status: 202,
    content: "",
  });
});

test("fails a request that reaches nobody", async () => {
  const { durable } = await useHost();
  await durable.start("asksOutside", "one", { url: "http://127.0.0.1:9/" });
  const { output } = await durable.until("one", ({ runtimeStatus }) => runtimeStatus === "Failed");
  expect(output).toMatch(/BuiltIn::HttpActivity.* ECONNREFUSED/);
});

test("has no token to give and says so", async () => {
  const { durable } = await useHost();
  await durable.start("asksWithToken", "one");
  const { output } = await durable.until("one", ({ runtimeStatus }) => runtimeStatus === "Failed");
  expect(output).toMatch(/callHttp with a token source is not offered/);
});
