import { pino, type DestinationStream, type Logger } from 'pino';
import type { Log } from './log.ts';
import { maskPhonesInText } from './mask-phone.ts';
import { redact } from './redact.ts';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/**
 * JSON lines on standard output, or into `destination`. Fields, child fields, errors and messages go through `redact`:
 * a pino redaction list reaches one level only, and what must not be logged may lie anywhere.
 */
export function createLog(options: { level?: LogLevel; destination?: DestinationStream } = {}): Log {
  const settings = {
    level: options.level ?? 'info',
    timestamp: pino.stdTimeFunctions.isoTime,
    // Errors are taken apart by `redact`, before pino's own serializer would print all their properties.
    serializers: { err: (value: unknown) => value },
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: object) => redact(fields) as Record<string, unknown>,
    },
    hooks: {
      logMethod(this: unknown, args: unknown[], method: (...values: unknown[]) => void) {
        const masked = args.map((value) => (typeof value === 'string' ? maskPhonesInText(value) : value));
        // Left to itself pino writes a lone Error unformatted, and its message as the line's.
        if (masked[0] instanceof Error) masked[0] = { err: masked[0] };
        const error = (masked[0] as { err?: unknown } | undefined)?.err;
        if (masked.length === 1 && error instanceof Error) masked.push(maskPhonesInText(error.message));
        method.apply(this, masked);
      },
    },
  };
  return wrap(options.destination === undefined ? pino(settings) : pino(settings, options.destination));
}

// pino runs no formatter over the fields of a child.
function wrap(logger: Logger): Log {
  return {
    debug: logger.debug.bind(logger),
    info: logger.info.bind(logger),
    warn: logger.warn.bind(logger),
    error: logger.error.bind(logger),
    child: (fields) => wrap(logger.child(redact(fields) as Record<string, unknown>)),
  };
}
