import https from "node:https";

/**
 * The SDK's agent for a proxy opens a connection, with its handshake, for every request. Where Node itself goes by the
 * proxy its own agent keeps connections, as it does where there is none.
 */
export const keepingAgent: { readonly agent?: https.Agent } =
  https.globalAgent.options.proxyEnv === undefined ? {} : { agent: https.globalAgent };
