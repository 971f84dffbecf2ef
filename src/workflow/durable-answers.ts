/**
 * The durable client tells an answer's status only in the text of a plain `Error` (durable-functions 3.5,
 * DurableClient.js). These are the beginnings of the two that mean something to us; an id, a reason or a body behind
 * them may hold any number.
 */
const noInstance = "DurableClient error: Durable Functions extension replied with HTTP 404 response.";
const isThereAlready = "The operation failed with an unexpected status code: 409.";

/** `getStatus` where there is no such instance (azure-functions-durable-js#40). */
export const isNoSuchInstance = (error: unknown): boolean => begins(error, noInstance);

/** `startNew` where an instance of that id is under way. */
export const isStartedAlready = (error: unknown): boolean => begins(error, isThereAlready);

const begins = (error: unknown, text: string): boolean =>
  error instanceof Error && error.message.startsWith(text);
