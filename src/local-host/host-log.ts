export type LogLevel = "trace" | "debug" | "information" | "warning" | "error" | "critical";

export interface LogLine {
  readonly level: LogLevel;
  /** `user`: the app wrote it; `system`: the host did. */
  readonly category: "user" | "system";
  /** The function it is about, null: the host as a whole. */
  readonly functionName: string | null;
  readonly message: string;
}

export type Log = (line: LogLine) => void;
