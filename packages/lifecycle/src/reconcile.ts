import { Draft, ignored } from './draft.ts';
import { isBound } from './evolve/session.ts';
import { accept, endingByStanding } from './ingest/ending.ts';
import { rowOf } from './ingest.ts';
import { handedOver } from './queue.ts';
import { releasable } from './release.ts';
import { loseTasks, settleTurn } from './settle.ts';
import { type Fact, standingFact, standings } from './settlement.ts';
import type { Ingested, Observation, Reconcile, Standing, StreamedTexts, Verdict } from './signals.ts';
import type { ThreadState } from './state.ts';

/**
 * Applies what the provider said when asked. The tables of settlement.ts say what it means; here stands only when a verdict
 * counts: its moment still stands (rule 19), and what is deduced from an absence was seen twice (section 3).
 */
export const reconcile: Reconcile = (state, observation, lastSignal, texts, now) => {
  if (state.removed) return ignored('no-thread');
  if (!isBound(state.session)) return ignored('unchanged');
  if (!stillStands(state, observation, lastSignal)) return ignored('outdated-observation', 'observe-again');
  return apply(new Draft(state, now), observation, texts);
};

/** Rule 19: a user or an event that came between wins. */
function stillStands({ session, turn }: ThreadState, observation: Observation, lastSignal: number): boolean {
  if (observation.epoch !== session.epoch || observation.sinceSignal !== lastSignal) return false;
  return observation.turnId === turn?.turnId && observation.stopping === (turn?.stop !== undefined);
}

function factOf(verdict: Verdict): Fact {
  if (verdict.kind !== 'alive') return `observed:${verdict.kind}`;
  return verdict.busy ? 'observed:busy' : 'observed:idle';
}

function apply(draft: Draft, observation: Observation, texts: StreamedTexts): Ingested {
  const { verdict } = observation;
  const pending = draft.state.turn?.state === 'pending';
  if (pending && hasPrompt(verdict) && accept(draft)) return apply(draft, observation, texts);
  const row = rowOf(draft.state, factOf(verdict));
  switch (row.do) {
    case 'settle': {
      const standing = verdict.kind === 'gone' && !pending ? verdict.standing : undefined;
      const ending = standing ? endingByStanding(standing, observation.cause) : { row, told: observation.cause };
      // Gone is gone: whatever the history says of the turn, no session is left.
      settleTurn(draft, { ...ending, row: { ...ending.row, session: row.session }, seen: 'perhaps' }, texts);
      return draft.ingested();
    }
    case 'by-standing':
      return verdict.kind === 'alive' ? idle(draft, observation, verdict, texts) : ignored('unchanged');
    case 'stop-session':
      loseTasks(draft);
      return draft.add({ type: 'session.stopped', cause: stopCause(draft.state, observation) }).ingested();
    case 'rest':
      return rest(draft, observation);
    case 'verify':
      return verify(draft);
    case 'doubt':
      return draft.state.session.unverifiedSince === undefined
        ? draft.add({ type: 'session.unverified' }).ingested()
        : ignored('unchanged');
    case 'adopt':
      // Busy without a turn: the tail of an abort, or work that nobody here asked for (rule 18).
      return ignored('unchanged', draft.state.session.draining ? 'observe-again' : 'adopt');
    default:
      return ignored('unchanged');
  }
}

function hasPrompt(verdict: Verdict): boolean {
  if (verdict.kind === 'alive') return verdict.prompt === 'present';
  return verdict.kind === 'gone' && verdict.standing !== undefined && verdict.standing.kind !== 'none';
}

function idle(draft: Draft, observation: Observation, verdict: Extract<Verdict, { kind: 'alive' }>, texts: StreamedTexts): Ingested {
  const { turn } = draft.state;
  if (turn?.state === 'pending') return idlePending(draft, verdict);
  if (!turn?.stop && needsTwo(verdict.standing) && !observation.confirmed) return verify(draft, 'observe-again');
  settleTurn(draft, { ...endingByStanding(verdict.standing, observation.cause), atRest: true }, texts);
  return draft.ingested();
}

function needsTwo(standing: Standing): boolean {
  return standings[standingFact(standing)].outcome === 'interrupted';
}

/** Idle and without the prompt. Handed over: it is looked up (rule 33). Not yet: only the draining ends. */
function idlePending(draft: Draft, verdict: Extract<Verdict, { kind: 'alive' }>): Ingested {
  if (draft.state.session.draining) draft.add({ type: 'session.ready' });
  else verify(draft);
  if (verdict.prompt === 'absent' && handedOver(draft.state)) draft.ask('look-up');
  return draft.ingested();
}

/** At rest: ends the draining; asked in order to let it go, it is let go (rule 20). */
function rest(draft: Draft, { release }: Observation): Ingested {
  const { session } = draft.state;
  if (release && releasable(draft.state)) return draft.add({ type: 'session.stopped', cause: 'idle' }).ingested();
  if (session.draining || session.status === 'starting') return draft.add({ type: 'session.ready' }).ingested();
  return verify(draft);
}

/** The provider answered: the doubt, if there was one, is over. */
function verify(draft: Draft, ...asks: readonly 'observe-again'[]): Ingested {
  if (draft.state.session.unverifiedSince !== undefined) draft.add({ type: 'session.verified' });
  return draft.ask(...asks).ingested();
}

function stopCause(state: ThreadState, observation: Observation) {
  return state.session.stopRequestedAt === undefined ? observation.cause : 'user';
}
