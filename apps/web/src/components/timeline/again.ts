import type { ForkPoint, ItemId, TurnId, TurnRow } from '@plumbline/lifecycle';
import { createContext } from 'react';
import type { Prompt } from '../../state/turns.ts';

/** What can be done anew with what was said on a thread. Null: the thread is not there yet. */
export interface Again {
  /** Into the composer, as a next message. Absent, here and below: not on an archived thread. */
  readonly edit?: ((prompt: Prompt) => void) | undefined;
  /** As a next message. */
  readonly send?: ((prompt: Prompt) => void) | undefined;
  /** Goes on in a new thread, after that turn; without one, after the last that has ended. Absent: the agent cannot. */
  readonly fork?: ((turnId?: TurnId) => void) | undefined;
  /** Sends it in a new thread that ends before that turn. Resolves to whether it could. */
  readonly sendInFork?: ((turnId: TurnId, prompt: Prompt) => Promise<boolean>) | undefined;
  /** Takes that turn and all after it back, files and conversation; its message goes into the composer if that is empty. Absent: not now. */
  readonly rewind?: ((turnId: TurnId, prompt: Prompt) => void) | undefined;
  /** The thread is a fork: where it leaves the other one. */
  readonly forkedFrom?: ForkPoint | undefined;
}

export const AgainContext = createContext<Again | null>(null);

/** The turn in which something stands. */
export interface TurnHere {
  readonly turnId: TurnId;
  readonly number: number;
  readonly state: TurnRow['state'];
  /** None comes after it. */
  readonly newest: boolean;
  /** The message that asked for it. */
  readonly asked: ItemId | undefined;
}

export const TurnContext = createContext<TurnHere | null>(null);
