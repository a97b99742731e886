import type { CallKitOptions } from "./types.js";

export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;

export type Log = (level: string, message: string, data?: unknown) => void;

/** Writes to the page's logger or the console what is at least as grave as asked for. A logger that throws is not asked why. */
export function logTo(options: CallKitOptions): Log {
  const least = LOG_LEVELS.indexOf(options.logLevel ?? "warn");
  const logger = options.logger ?? toConsole;
  return (level, message, data) => {
    if (LOG_LEVELS.indexOf(level as "warn") < least) return;
    try {
      logger({ level, time: Date.now(), message, ...(data !== undefined && { data }) });
    } catch { /* the page's own affair */ }
  };
}

const toConsole: NonNullable<CallKitOptions["logger"]> = ({ level, message, data }) =>
  console[level as "warn"](`callkit: ${message}`, ...(data === undefined ? [] : [data]));
