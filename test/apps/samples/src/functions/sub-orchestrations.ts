import * as df from "durable-functions";

/** Every device is set up by a sub-orchestration of its own, side by side. */
df.app.orchestration("provisionNewDevices", function* (context) {
  const ids = (yield context.df.callActivity("getNewDeviceIds", {})) as readonly string[];
  const setUps = ids.map((deviceId) =>
    context.df.callSubOrchestrator(
      "deviceProvisioning",
      { deviceId },
      `${context.df.instanceId}-${deviceId}`,
    ),
  );
  return (yield context.df.Task.all(setUps)) as readonly string[];
});

df.app.orchestration("deviceProvisioning", function* (context) {
  const { deviceId } = context.df.getInput<{ deviceId: string }>();
  const url = (yield context.df.callActivity("createInstallationPackage", { deviceId })) as string;
  yield context.df.callActivity("sendPackageUrl", { url });
  return `${deviceId} from ${url}`;
});

df.app.activity("getNewDeviceIds", { handler: () => ["lamp", "door", "fan"] });
df.app.activity("createInstallationPackage", {
  handler: ({ deviceId }: { deviceId: string }) => `https://packages.example/${deviceId}`,
});
df.app.activity("sendPackageUrl", { handler: () => undefined });
