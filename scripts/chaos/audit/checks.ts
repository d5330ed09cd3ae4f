import { canonical, evolve, type ThreadState } from '@plumbline/lifecycle';
import { ages } from './ages.ts';
import { messages } from './messages.ts';
import { texts } from './texts.ts';
import type { Check, World } from './world.ts';

/** No turn runs without a turn of its provider, nor the other way round; and at rest nothing runs (I4). */
const turns: Check = ({ threads }) =>
  threads.flatMap(({ threadId, served: { state }, provider }) => {
    if (provider === 'silent') return [`${threadId}: its provider could not be asked`];
    if (state.turn && !provider.busy) return [`${threadId}: turn ${state.turn.turnId} is ${state.turn.state}, and its provider is idle`];
    if (state.turn) return [`${threadId}: turn ${state.turn.turnId} is ${state.turn.state} at rest`];
    return provider.busy ? [`${threadId}: nothing runs, and its provider is busy`] : [];
  });

/** Versions are contiguous from 1, sequences rise, and the server's head is the log's (I7). */
const versions: Check = ({ log, head }) => {
  const found: string[] = [];
  const last = new Map<string, number>();
  let sequence = 0;
  for (const record of log) {
    const before = last.get(record.threadId) ?? 0;
    if (record.version !== before + 1) found.push(`${record.threadId}: version ${record.version} follows ${before}`);
    if (record.sequence <= sequence) found.push(`sequence ${record.sequence} follows ${sequence}`);
    last.set(record.threadId, record.version);
    sequence = record.sequence;
  }
  if (head !== sequence) found.push(`the server's head is ${head}, the log's ${sequence}`);
  return found;
};

/** The log folded here, what the server answers and what a live client holds are one state, byte for byte (I8). */
const folds: Check = ({ log, threads }) => {
  const folded = new Map<string, ThreadState>();
  for (const record of log) folded.set(record.threadId, evolve(folded.get(record.threadId) ?? null, record));
  return threads.flatMap(({ threadId, served, seen }) => {
    const state = canonical(served.state);
    const found: string[] = [];
    if (canonical(folded.get(threadId)) !== state) found.push(`${threadId}: the server's state is not the fold of its log`);
    if (!seen) return [...found, `${threadId}: the live client has nothing`];
    if (canonical(seen.state) !== state) found.push(`${threadId}: the live client's state is not the server's`);
    const held = new Map(seen.items.map((item) => [item.itemId, canonical(item)]));
    for (const item of served.items)
      if (held.get(item.itemId) !== canonical(item)) found.push(`${threadId}: the live client has another item ${item.itemId}`);
    return found;
  });
};

/** Projections equal the log, and no invariant is broken (`npm run verify`). */
const rows: Check = ({ verified }) => verified;

/** At most one of each program, and no command of an agent that has outlived its turn untold (rule 12). */
const processes: Check = ({ processes: all, threads }) => {
  const watched = new Set(threads.flatMap(({ served }) => Object.values(served.state.tasks ?? {}).map(({ pid }) => pid)));
  const found: string[] = [];
  for (const [name, pattern] of Object.entries(programs)) {
    const alive = all.filter(({ command }) => pattern.test(command));
    if (alive.length > 1) found.push(`${alive.length} processes of ${name}: ${alive.map(({ pid }) => pid).join(', ')}`);
  }
  for (const { pid, command } of all)
    if (!Object.values(programs).some((pattern) => pattern.test(command)) && !watched.has(pid)) found.push(`left over: ${pid} ${command}`);
  return found;
};

const programs = {
  server: /next[- ]|next\/dist/,
  opencode: /opencode.* serve/,
  'practice-model': /practice-model/,
  lying: /lying\/child\/main/,
  // The lying provider is started from its source; it ends with it.
  'compiler of the lying provider': /esbuild.* --service/,
} as const;

export const checks: Readonly<Record<string, Check>> = { turns, messages, texts, ages, versions, folds, rows, processes };

/** Every finding of every check, with the check's name before it. */
export function audit(world: World): readonly string[] {
  return Object.entries(checks).flatMap(([name, check]) => check(world).map((finding) => `${name}: ${finding}`));
}
