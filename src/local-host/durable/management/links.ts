/** Management links of one instance, as the extension hands them out. */
export interface Links {
  readonly id: string;
  readonly statusQueryGetUri: string;
  readonly sendEventPostUri: string;
  readonly terminatePostUri: string;
  readonly rewindPostUri: string;
  readonly purgeHistoryDeleteUri: string;
  readonly restartPostUri: string;
  readonly suspendPostUri: string;
  readonly resumePostUri: string;
}

export interface LinkOptions {
  /** Such as `http://127.0.0.1:7071`. */
  readonly origin: string;
  readonly hubName: string;
  readonly key: string;
}

export const webhookPath = "/runtime/webhooks/durabletask";

/** `id` stands in the links as it is: the caller encodes it. */
export function linksOf(id: string, { origin, hubName, key }: LinkOptions, shownId = id): Links {
  const query = `taskHub=${hubName}&connection=Storage&code=${key}`;
  const instance = `${origin}${webhookPath}/instances/${id}`;
  return {
    id: shownId,
    statusQueryGetUri: `${instance}?${query}`,
    sendEventPostUri: `${instance}/raiseEvent/{eventName}?${query}`,
    terminatePostUri: `${instance}/terminate?reason={text}&${query}`,
    rewindPostUri: `${instance}/rewind?reason={text}&${query}`,
    purgeHistoryDeleteUri: `${instance}?${query}`,
    restartPostUri: `${instance}/restart?${query}`,
    suspendPostUri: `${instance}/suspend?reason={text}&${query}`,
    resumePostUri: `${instance}/resume?reason={text}&${query}`,
  };
}

/** As .NET encodes: a blank becomes a plus. */
export const encodeId = (id: string): string => encodeURIComponent(id).replaceAll("%20", "+");

/** The `durableClient` binding: where and how the SDK reaches the extension. */
export function clientBinding(options: LinkOptions): string {
  const { origin, hubName, key } = options;
  const base = `${origin}${webhookPath}`;
  const create = `${base}/orchestrators/{functionName}[/{instanceId}]`;
  return JSON.stringify({
    taskHubName: hubName,
    connectionName: null,
    creationUrls: {
      createNewInstancePostUri: `${create}?code=${key}`,
      createAndWaitOnNewInstancePostUri: `${create}?timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}&code=${key}`,
    },
    managementUrls: linksOf("INSTANCEID", options),
    baseUrl: base,
    requiredQueryStringParameters: `code=${key}`,
    rpcBaseUrl: `${origin}/durabletask/`,
    httpBaseUrl: null,
    maxGrpcMessageSizeInBytes: null,
    grpcHttpClientTimeout: null,
  });
}
