import { LibsqlError } from '@libsql/client';
import { StoreFault } from '../contract.ts';

/** What a failed call means for the one who made it. Told by codes, never by texts. */
export type FaultKind =
  | 'busy' // another connection holds the lock: nothing was written, and ours is poisoned
  | 'lost' // the server did not answer: whether it was written is not known
  | 'unique' // a row with this key is there
  | 'check' // the rows would say something impossible
  | 'corrupt'
  | 'refused'; // full disk, read-only, I/O: nothing was written

/** Drizzle wraps what the client throws. */
export function libsqlError(error: unknown): LibsqlError | undefined {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if (at instanceof LibsqlError) return at;
  }
  return undefined;
}

export function faultKind(error: unknown): FaultKind {
  const found = libsqlError(error);
  if (!found) return 'lost';
  switch (found.code) {
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
    case 'CLIENT_CLOSED':
    case 'TRANSACTION_CLOSED':
      return 'busy';
    case 'SQLITE_CONSTRAINT':
      return found.extendedCode === 'SQLITE_CONSTRAINT_CHECK' || found.extendedCode === 'SQLITE_CONSTRAINT_NOTNULL' ? 'check' : 'unique';
    case 'SQLITE_CORRUPT':
    case 'SQLITE_NOTADB':
      return 'corrupt';
    default:
      return found.code.startsWith('SQLITE_') ? 'refused' : 'lost';
  }
}

export function asFault(error: unknown): StoreFault {
  if (error instanceof StoreFault) return error;
  const kind = faultKind(error);
  const cause = { cause: error };
  const said = libsqlError(error)?.code ?? (error instanceof Error ? error.message : String(error));
  switch (kind) {
    case 'unique':
      return new StoreFault('VERSION_CONFLICT', `Another write came first (${said}).`, cause);
    case 'check':
      return new StoreFault('CORRUPT', `The rows would contradict each other (${said}); nothing was written.`, cause);
    case 'corrupt':
      return new StoreFault('CORRUPT', `The database file is damaged (${said}).`, cause);
    case 'busy':
      return new StoreFault('STORAGE_UNAVAILABLE', 'The database is locked by another program.', cause);
    case 'lost':
    case 'refused':
      return new StoreFault('STORAGE_UNAVAILABLE', `The database refuses (${said}).`, cause);
  }
}
