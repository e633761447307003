/** As much of pino as the launcher needs. */
export interface LauncherLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export const noLog: LauncherLog = { info: () => undefined, warn: () => undefined };
