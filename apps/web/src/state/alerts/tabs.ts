import type { ThreadId } from '@plumbline/lifecycle';
import { lookedAt } from '../seen.ts';
import type { Alert } from './alert.ts';

/**
 * The tabs of a browser speak as one. A tab holds a lock with the name of the thread on its screen, which goes with the
 * tab; and of a change only that tab speaks which writes its key down first.
 */
const key = 'plumbline.told';
const most = 100;
const lockOf = (threadId: ThreadId) => `plumbline-looking-${threadId}`;

/** Plain HTTP from another machine has none; then what is written down is all. */
const locks = (): LockManager | undefined => navigator.locks;

/** Says to the other tabs what is looked at here, until `signal` aborts. */
export function tellWhatIsLookedAt(signal: AbortSignal): void {
  let leave = () => {};
  const tell = () => {
    leave();
    const threadId = lookedAt.get();
    if (!threadId || signal.aborted) return;
    const looking = new Promise<void>((left) => {
      leave = left;
    });
    locks()
      ?.request(lockOf(threadId), { mode: 'shared' }, () => looking)
      .catch(() => {});
  };
  const end = lookedAt.subscribe(tell);
  signal.addEventListener('abort', () => {
    end();
    leave();
  });
  tell();
}

/** True for the first tab that asks for this change. */
export async function claim(alert: Alert): Promise<boolean> {
  const manager = locks();
  return manager ? manager.request('plumbline-told', () => writeDown(alert.key)) : writeDown(alert.key);
}

export async function isLookedAtAnywhere(threadId: ThreadId): Promise<boolean> {
  if (lookedAt.get() === threadId) return true;
  const { held } = (await locks()?.query()) ?? {};
  return held?.some(({ name }) => name === lockOf(threadId)) ?? false;
}

function writeDown(change: string): boolean {
  try {
    const told = JSON.parse(localStorage.getItem(key) ?? '[]') as unknown;
    const list = Array.isArray(told) ? told : [];
    if (list.includes(change)) return false;
    localStorage.setItem(key, JSON.stringify([...list.slice(1 - most), change]));
    return true;
  } catch {
    return true;
  }
}
