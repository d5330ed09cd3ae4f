import { describe, type Millis, type ThreadId, type ThreadSummary } from '@plumbline/lifecycle';
import { sentenceOf } from '../sentence.ts';
import type { Choices } from './choices.ts';

export type AlertKind = 'done' | 'needs-you' | 'failed';

/** A change that may call for the user while he looks elsewhere. */
export interface Alert {
  readonly kind: AlertKind;
  readonly threadId: ThreadId;
  /** Of this change and no other: whoever hears of it, in whichever tab, makes the same one. */
  readonly key: string;
  readonly title: string;
  /** What `describe` says. */
  readonly text: string;
}

/** All threads at one moment, as the server told them. */
export interface Heard {
  readonly connection: 'live' | 'catching-up' | 'stale';
  /** Another number: some news may have been missed. */
  readonly anew: number;
  readonly threads: readonly ThreadSummary[];
}

/**
 * The last moment from which on every change is heard as it happens; null: there is none, since the page was just loaded
 * or the server was away. What happened meanwhile is shown by marks, and is no alert any more.
 */
export function baseline(held: Heard | null, heard: Heard): Heard | null {
  switch (heard.connection) {
    case 'live':
      return heard;
    case 'catching-up':
      return held;
    case 'stale':
      return null;
    default:
      return heard.connection satisfies never;
  }
}

/** What changed so that it calls for the user, each once. */
export function alertsBetween(held: Heard | null, heard: Heard, now: Millis): readonly Alert[] {
  if (!held || heard.connection !== 'live' || held.anew !== heard.anew || held.threads === heard.threads) return [];
  const known = new Map(held.threads.map((summary) => [summary.threadId, summary]));
  const newest = Math.max(0, ...held.threads.map(({ createdAt }) => createdAt));
  return heard.threads.flatMap((summary) => {
    const before = known.get(summary.threadId);
    if (before === summary) return [];
    // A thread that came out of the archive has no news; one that was made since has.
    if (!before && summary.createdAt <= newest) return [];
    const call = callOf(summary, now);
    if (!call || (before && callOf(before, now)?.key === call.key)) return [];
    return [{ ...call, threadId: summary.threadId, title: summary.title, text: sentenceOf(describe(summary, now)) }];
  });
}

/** Whether to speak of it. `lookedAt`: its thread is on a screen, here or in another tab. */
export function isWanted(alert: Alert, choices: Choices, lookedAt: boolean): boolean {
  return !lookedAt && choices[alert.kind];
}

/** What a thread calls for by its state, and the identity of that state. */
function callOf(summary: ThreadSummary, now: Millis): Pick<Alert, 'kind' | 'key'> | null {
  const { tone, word } = describe(summary, now);
  const { threadId, latestTurn, asks, session } = summary;
  const ended = `${threadId} ${latestTurn?.completedAt === undefined ? `session ${session.epoch}` : latestTurn.turnId}`;
  if (tone === 'needs-you') return { kind: 'needs-you', key: `${threadId} asks ${asks?.openedAt}` };
  if (tone === 'failed') return { kind: 'failed', key: ended };
  // What the user ended himself is no news to him; what broke off by itself is.
  if (tone === 'interrupted')
    return latestTurn?.stop?.by === 'user' || latestTurn?.cause === 'user' ? null : { kind: 'failed', key: ended };
  // The turn is over, though a task that it began, or a queue that is held, is spoken of.
  const over = latestTurn?.state === 'completed' && (tone === 'done' || word === 'task' || word === 'held');
  return over ? { kind: 'done', key: ended } : null;
}
