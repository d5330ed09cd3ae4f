import type { CommandId } from '@plumbline/lifecycle';
import { connect } from './connect.ts';
import type { Port } from './port.ts';

let made: Port | undefined;

/** The tab's one client: one stream, whatever is shown. Made on first use, in the browser only. */
export function port(): Port {
  if (typeof window === 'undefined') throw new Error('The client of the page lives in the browser.');
  made ??= connect();
  return made;
}

/** A new id for a command; the same id again is the same command (rule 27). */
export function newCommandId(): CommandId {
  return crypto.randomUUID() as CommandId;
}
