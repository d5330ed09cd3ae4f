import { canonical } from '../canonical.ts';
import { type Draft, ignored } from '../draft.ts';
import { countStep, recentSteps, runawayLimits } from '../evolve/turn.ts';
import { holdIfWaiting } from '../queue.ts';
import type { Ingested, Owner, Signal } from '../signals.ts';
import type { RunningTurn } from '../state.ts';
import { abortAgain, addNotice, contradict } from './beside.ts';
import { gapItem, itemEnded, itemGone, itemMoved, itemNew } from './item.ts';
import { answerFailed, openRequest, resolveRequest } from './request.ts';
import { rewindAnswered } from './rewind.ts';
import { sessionStopRefused, stopRefused } from './stop.ts';
import { task } from './task.ts';

type Of<Kind extends Signal['kind']> = Extract<Signal, { readonly kind: Kind }>;

/** What settles nothing: the turn's own work, its requests, tasks, a refused stop, a rewind, the title, signs of life. */
export function work(draft: Draft, signal: Signal, owner: Owner): Ingested {
  switch (signal.kind) {
    case 'title':
      return title(draft, signal);
    case 'task-started':
    case 'task-ended':
    case 'task-stop-failed':
      return task(draft, signal, owner);
    case 'alive':
      return contradict(draft).ingested();
    case 'stop-refused':
      return stopRefused(draft, signal);
    case 'session-stop-refused':
      return sessionStopRefused(draft, signal);
    case 'rewound':
    case 'rewind-undone':
    case 'rewind-failed':
      return rewindAnswered(draft, signal);
    default: {
      const { turn } = draft.state;
      return turn?.state === 'running' ? turnWork(draft, turn, signal, owner) : ignored('no-turn');
    }
  }
}

function turnWork(draft: Draft, turn: RunningTurn, signal: Signal, owner: Owner): Ingested {
  switch (signal.kind) {
    case 'step-started':
      return abortAgain(contradict(draft)).ingested();
    case 'step-ended':
      return stepEnded(draft, turn, signal);
    case 'files-changed':
      return filesChanged(draft, turn, signal);
    case 'turn-retrying':
      return retrying(draft, turn, signal);
    case 'item-started':
      return itemNew(draft, turn, signal, owner);
    case 'item-updated':
      return itemMoved(draft, turn, signal, owner);
    case 'item-gap':
      return gapItem(draft, turn, signal);
    case 'item-closed':
      return itemEnded(draft, turn, signal, owner);
    case 'item-discarded':
      return itemGone(draft, turn, signal, owner);
    case 'request-opened':
      return openRequest(draft, turn, signal, owner);
    case 'request-resolved':
      return resolveRequest(draft, turn, signal);
    case 'answer-failed':
      return answerFailed(draft, turn, signal);
    case 'quiet':
      return quiet(draft, turn, signal);
    default:
      // prompt-accepted of a turn that runs already, or whose acceptance was written a moment ago.
      return draft.ingested();
  }
}

function stepEnded(draft: Draft, turn: RunningTurn, { finish, usage }: Of<'step-ended'>): Ingested {
  draft.add({ type: 'turn.stepped', turnId: turn.turnId, finish, ...(usage ? { usage } : {}) });
  const steps = countStep(turn.steps, finish, draft.now);
  const runaway = steps.unknownInRow >= runawayLimits.unknownInRow || recentSteps(steps).length >= runawayLimits.inMinute;
  if (runaway && !turn.stop) {
    draft.add({ type: 'turn.stop-requested', turnId: turn.turnId, by: 'guard', outcome: 'error', code: 'RUNAWAY' }).ask('abort');
    holdIfWaiting(draft, 'failed', 'all');
  }
  return draft.ingested();
}

/** Told again and again, mostly with nothing new. */
function filesChanged(draft: Draft, turn: RunningTurn, { changes }: Of<'files-changed'>): Ingested {
  if (turn.changes && canonical(turn.changes) === canonical(changes)) return ignored('unchanged');
  return draft.add({ type: 'turn.files-changed', turnId: turn.turnId, changes }).ingested();
}

/** Rule 37: visible, and no storm: the same try is told once. */
function retrying(draft: Draft, turn: RunningTurn, { attempt, reason, nextAt }: Of<'turn-retrying'>): Ingested {
  abortAgain(draft);
  if (turn.retry?.attempt === attempt && turn.retry.reason === reason) return contradict(draft).ingested();
  return draft.add({ type: 'turn.retrying', turnId: turn.turnId, attempt, reason, nextAt }).ingested();
}

function quiet(draft: Draft, turn: RunningTurn, { since }: Of<'quiet'>): Ingested {
  const asks = Object.values(turn.requests).some((request) => request.state === 'open');
  if (asks || turn.stop || draft.state.session.quietSince !== undefined) return ignored('unchanged');
  return draft.add({ type: 'session.quiet', ...(since === undefined ? {} : { since }) }).ingested();
}

/** Rule 36: a title that the user set beats a generated one. */
function title(draft: Draft, signal: Of<'title'>): Ingested {
  const { titleSource, title: held } = draft.state;
  const wanted = signal.title.trim().slice(0, 200);
  if (titleSource === 'user' || wanted === '' || wanted === held) return ignored('unchanged');
  return draft.add({ type: 'thread.renamed', title: wanted, source: 'provider' }).ingested();
}

/** An error report that ends nothing: an item says it, and the provider is asked at once. */
export function notice(draft: Draft, signal: Signal, owner: Owner): Ingested {
  const { turn } = draft.state;
  if (signal.kind !== 'error-reported' || !turn) return ignored('no-turn');
  if (!owner.item) addNotice(draft, signal.noticeId, signal.failure.message);
  return draft.ask('observe').ingested();
}
