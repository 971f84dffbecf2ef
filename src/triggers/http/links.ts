import type { Command } from "../../domain/upgrade/commands.ts";

/** A command as the last word of its path. */
export const pathWordOf = (command: Command): string => command.toLowerCase();

export const operationPath = (pair: string, id: string): string => `/api/pairs/${pair}/operations/${id}`;

/** Where each of these commands is asked for, under its name. */
export const commandLinks = (pair: string, commands: readonly Command[]): Readonly<Record<string, string>> =>
  Object.fromEntries(commands.map((command) => [command, `/api/pairs/${pair}/${pathWordOf(command)}`]));

/** An operation with the paths to itself and to every command that it allows now. */
export const withLinks = <View extends { id: string; pair: string; allowed: readonly Command[] }>(
  view: View,
): View & { readonly links: Readonly<Record<string, string>> } => ({
  ...view,
  links: { self: operationPath(view.pair, view.id), ...commandLinks(view.pair, view.allowed) },
});
