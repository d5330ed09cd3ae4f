import { mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type DestinationStream, destination, type Logger, pino } from 'pino';
import { hideSecrets } from './secrets.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Structured log lines. Fields first, then one sentence. Fields whose names say that they are secret are not written. */
export interface Log {
  debug(fields: Fields, message: string): void;
  info(fields: Fields, message: string): void;
  warn(fields: Fields, message: string): void;
  error(fields: Fields, message: string): void;
  /** A log that adds these fields to each of its lines, e.g. `{ part: 'supervisor' }`. */
  child(fields: Fields): Log;
}

export interface LogOptions {
  readonly level?: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Written there with mode 0600; one older file of at most 8 MB is kept beside it. Absent: standard output. */
  readonly file?: string;
  /** For tests: takes each line. Beats `file`. */
  readonly sink?: DestinationStream;
}

const maxFileBytes = 8 * 1024 * 1024;

/** Lines are written synchronously, so that none is lost when the process is killed. No worker threads (they fail in bundles). */
export function createLog(options: LogOptions = {}): Log {
  return wrap(
    pino(
      {
        level: options.level ?? 'info',
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }), log: (fields) => hideSecrets(fields) as Record<string, unknown> },
      },
      options.sink ?? (options.file === undefined ? destination({ fd: 1, sync: true }) : openFile(options.file)),
    ),
  );
}

function wrap(logger: Logger): Log {
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    child: (fields) => wrap(logger.child(hideSecrets(fields) as Record<string, unknown>)),
  };
}

function openFile(file: string): DestinationStream {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > maxFileBytes) renameSync(file, `${file}.1`);
  return destination({ dest: file, sync: true, append: true, mode: 0o600 });
}
