/**
 * Runs inside the server of a chaos run, before anything of its own (`node --import`): faults that no other process can bring
 * about. What is wrong stands in the file that PLUMBLINE_CHAOS_INSIDE names, and is looked up again and again. A server that is
 * started anew finds it wrong from its first moment on. Plain JavaScript: nothing is compiled there.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** How often the file is looked at, in ms. */
const pace = 20;
/** SQLite's own greatest number of pages: no limit. */
const unlimited = 4_294_967_294;

const file = process.env.PLUMBLINE_CHAOS_INSIDE;
if (!file) throw new Error('PLUMBLINE_CHAOS_INSIDE names no file.');

const wrong = { clockOffsetMs: 0, databaseFull: false };

function look() {
  let said = '';
  try {
    said = readFileSync(file, 'utf8');
    Object.assign(wrong, JSON.parse(said));
  } catch {
    return; // Not there yet; it is replaced as a whole.
  }
  for (const handle of handles) if (handle.open) limit(handle);
}

/** The wall clock, off by what the file says. Nothing else of time: durations and timers read another clock. */
const { now } = Date;
const wrongNow = () => now() + wrong.clockOffsetMs;
globalThis.Date = new Proxy(Date, {
  construct: (date, args, newTarget) => Reflect.construct(date, args.length === 0 ? [wrongNow()] : args, newTarget),
  apply: () => new Date(wrongNow()).toString(),
  get: (date, name) => (name === 'now' ? wrongNow : Reflect.get(date, name)),
});

/** Every connection of the server to a database: a limit of pages is one connection's own. */
const handles = new Set();
const Libsql = createRequire(import.meta.url)('libsql');
const { exec, prepare, close } = Libsql.prototype;

function limit(handle) {
  if (handle.limited === wrong.databaseFull) return;
  // One page is less than there are: SQLite takes it for as many as there are, and no page can be added.
  exec.call(handle, `PRAGMA max_page_count = ${wrong.databaseFull ? 1 : unlimited}`);
  handle.limited = wrong.databaseFull;
}

function met(handle) {
  if (handles.has(handle)) return;
  handle.limited = false;
  handles.add(handle);
  limit(handle);
}

Libsql.prototype.exec = function (...args) {
  met(this);
  return exec.apply(this, args);
};
Libsql.prototype.prepare = function (...args) {
  met(this);
  return prepare.apply(this, args);
};
Libsql.prototype.close = function (...args) {
  handles.delete(this);
  return close.apply(this, args);
};

look();
setInterval(look, pace).unref();
