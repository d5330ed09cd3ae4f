import type { Millis } from '../ids.ts';
import type { Rewind, RewindAsked, ThreadState, TurnRange } from '../state.ts';
import { without } from '../without.ts';
import type { Of } from './of.ts';
import { isBound } from './session.ts';

/** Whether the turn of this number is rewound, and that can still be undone. */
export function isRewound({ rewind }: Pick<ThreadState, 'rewind'>, turn: number): boolean {
  return rewind?.turns !== undefined && inRange(rewind.turns, turn);
}

function inRange({ from, to }: TurnRange, turn: number): boolean {
  return from <= turn && turn <= to;
}

export function rewindRequested(state: ThreadState, { turns }: Of<'thread.rewind-requested'>, at: Millis): ThreadState {
  if (!areThere(state, turns)) return state;
  return ask(state, { kind: 'rewind', turns, requestedAt: at, ...told(state) });
}

export function undoRequested(state: ThreadState, at: Millis): ThreadState {
  return state.rewind?.turns ? ask(state, { kind: 'undo', requestedAt: at, ...told(state) }) : state;
}

function ask(state: ThreadState, asked: RewindAsked): ThreadState {
  return { ...state, rewind: { ...without({ ...state.rewind }, 'problem'), asked } };
}

function told({ session }: ThreadState): Pick<RewindAsked, 'told'> {
  return isBound(session) ? { told: true } : {};
}

export function rewound(state: ThreadState, { turns }: Of<'thread.rewound'>): ThreadState {
  return areThere(state, turns) ? { ...state, rewind: { turns } } : state;
}

/** Their requests may be unreadable (rule 34). */
function areThere({ turnCount }: ThreadState, { from, to }: TurnRange): boolean {
  return 1 <= from && from <= to && to <= turnCount;
}

/** What was before it stands. */
export function rewindFailed(state: ThreadState, { failure, final }: Of<'thread.rewind-failed'>): ThreadState {
  const { turns } = state.rewind ?? {};
  const over = final ?? state.rewind?.final;
  return { ...state, rewind: { ...(turns ? { turns, ...(over ? { final: over } : {}) } : {}), problem: failure } };
}

/** The session is bound: from now on the provider may have been told. */
export function tellRewind(state: ThreadState): ThreadState {
  const asked = state.rewind?.asked;
  return asked ? { ...state, rewind: { ...state.rewind, asked: { ...asked, told: true } } } : state;
}

/** The user goes on without the conversation in which it was rewound (rule 22): nothing can be asked or undone there. */
export function rewindOfLostConversation(state: ThreadState): ThreadState {
  const turns = state.rewind?.turns;
  return turns ? { ...state, rewind: { turns, final: true } } : without(state, 'rewind');
}

/** A turn begins after the rewound ones: its row says that they have left the conversation. */
export function rewindMadeFinal(state: ThreadState): ThreadState {
  const left: Rewind | undefined = state.rewind?.asked && { asked: state.rewind.asked };
  return left ? { ...state, rewind: left } : without(state, 'rewind');
}
