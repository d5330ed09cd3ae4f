import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Deed } from '../script/shape.ts';
import type { WirePart } from '../wire.ts';
import { ask } from './ask.ts';
import { TurnFailure } from './failure.ts';
import type { Run } from './run.ts';
import type { Session } from './session.ts';
import { work } from './tool.ts';

type DeedOf<Kind extends Deed['do']> = Extract<Deed, { readonly do: Kind }>;

/** Where a deed is done. */
export interface Place {
  readonly session: Session;
  readonly run: Run;
  /** The part of the call whose child does it; undefined: the session itself. */
  readonly parent: string | undefined;
}

/** Does one thing, and says so. Throws TurnFailure. */
export async function act(place: Place, deed: Deed): Promise<void> {
  const { session, run, parent } = place;
  switch (deed.do) {
    case 'text':
    case 'reasoning':
      return say(place, deed);
    case 'tool':
      return work(place, deed);
    case 'wait':
      await session.world.gates.wait(deed.gate, run.signal);
      return;
    case 'ask':
      await ask(session, run, { ...deed, child: deed.child || parent !== undefined });
      return;
    case 'delegate':
      return delegate(place, deed);
    case 'step':
      run.closeStep(deed.finish ?? 'more');
      return run.openStep();
    case 'retry': {
      const { nextInMs, reason, attempt = 1 } = deed;
      session.teller.tell({ type: 'retry', prompt: run.prompt, attempt, reason, nextAt: Date.now() + nextInMs });
      if (deed.waits) await sleep(nextInMs, undefined, { signal: run.signal });
      return;
    }
    case 'title':
      session.stored.title = deed.title;
      session.keep();
      return session.teller.tell({ type: 'title', title: deed.title });
    case 'task':
      return beginTask(session, deed);
    case 'fail':
      throw new TurnFailure({ code: deed.error, message: deed.message, retryable: deed.error === 'PROVIDER_LIMIT' });
  }
}

async function say({ session, run, parent }: Place, deed: DeedOf<'text' | 'reasoning'>): Promise<void> {
  const is = deed.do === 'text' ? 'assistant' : 'reasoning';
  const unfinished = [...session.openParts.values()].find((open) => open.is === is && open.parent === parent);
  let part: WirePart = unfinished ?? session.openPart({ prompt: run.prompt, is, text: '', closed: false, ...(parent ? { parent } : {}) });
  const size = Math.max(1, Math.ceil(deed.text.length / (deed.pieces ?? (deed.gate === undefined ? 1 : 2))));
  for (let at = 0; at < deed.text.length; at += size) {
    const isLast = at + size >= deed.text.length;
    if (isLast && deed.gate !== undefined) await session.world.gates.wait(deed.gate, run.signal);
    if (run.signal.aborted) return;
    const text = deed.text.slice(at, at + size);
    const offset = part.text.length;
    part = { ...part, text: part.text + text };
    session.openParts.set(part.part, part);
    session.teller.tell({ type: 'delta', prompt: part.prompt, part: part.part, offset, text });
    await nextTurn();
  }
  if (!deed.more) session.closePart({ ...part, closed: true });
}

/** A child's work is told within the call; that it works at all is told as life of the session. */
async function delegate({ session, run }: Place, deed: DeedOf<'delegate'>): Promise<void> {
  const tool = { name: 'task', title: deed.title ?? 'Delegated', state: 'running' } as const;
  const call = session.openPart({ prompt: run.prompt, is: 'tool', text: '', closed: false, tool });
  for (const step of deed.steps) {
    if (run.signal.aborted) return;
    session.teller.tell({ type: 'child-at-work' });
    await act({ session, run, parent: call.part }, step);
  }
  if (!run.signal.aborted) session.closePart({ ...call, closed: true, tool: { ...tool, state: 'ok' } });
}

function beginTask(session: Session, deed: DeedOf<'task'>): void {
  const ref = session.name('task');
  const end = () => {
    if (session.tasks.delete(ref)) session.teller.tell({ type: 'task-ended', ref, lost: false });
  };
  session.tasks.set(ref, { ref, title: deed.title, refusesStop: deed.refusesStop ?? false, end });
  session.teller.tell({ type: 'task', task: { ref, title: deed.title } });
  if (deed.gate !== undefined) session.world.gates.whenOpen(deed.gate, end);
}
