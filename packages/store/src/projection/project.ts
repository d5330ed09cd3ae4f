import {
  applyToTimeline,
  type EventRecord,
  type ExistingRows,
  evolve,
  type Item,
  type ItemId,
  type MessageId,
  type Request,
  type RequestId,
  type TaskId,
  type ThreadState,
  type TurnId,
  type TurnRow,
} from '@plumbline/lifecycle';
import type { PrivateFacts } from '../contract.ts';

/** An event with what lies beside it. */
export interface Recorded {
  readonly record: EventRecord;
  readonly private: PrivateFacts | null;
}

/** What a run of events changes in the rows of its thread: of each row the last content only. */
export interface Projection {
  readonly before: ThreadState | null;
  readonly after: ThreadState;
  readonly turns: ReadonlyMap<TurnId, TurnRow>;
  readonly items: ReadonlyMap<ItemId, Item>;
  readonly discarded: ReadonlySet<ItemId>;
  readonly requests: ReadonlyMap<RequestId, Request>;
  /** Whose message asked for a turn. */
  readonly messages: ReadonlyMap<TurnId, MessageId>;
  /** Prompts handed over to go into a running turn. */
  readonly steered: ReadonlyMap<MessageId, TurnId>;
  readonly binding: PrivateFacts | undefined;
  readonly requestFacts: ReadonlyMap<RequestId, PrivateFacts>;
  readonly taskFacts: ReadonlyMap<TaskId, PrivateFacts>;
  /** Events that could not be folded. */
  readonly unreadable: number;
}

/**
 * Folds events into rows, with the functions that the browser folds with (I8). `existing`: rows that have left the live
 * state. `tolerant`: an event whose fold throws is taken as unreadable (rule 34); else the error is the caller's.
 */
export function project(
  before: ThreadState | null,
  events: readonly Recorded[],
  existing: ExistingRows,
  tolerant = false,
): Projection | null {
  const draft = new Draft(existing);
  let state = before;
  for (const event of events) state = draft.fold(state, event, tolerant);
  return state === null ? null : { before, after: state, ...draft.changed() };
}

class Draft {
  readonly #existing: ExistingRows;
  readonly #turns = new Map<TurnId, TurnRow>();
  readonly #items = new Map<ItemId, Item>();
  readonly #discarded = new Set<ItemId>();
  readonly #requests = new Map<RequestId, Request>();
  readonly #messages = new Map<TurnId, MessageId>();
  readonly #steered = new Map<MessageId, TurnId>();
  readonly #requestFacts = new Map<RequestId, PrivateFacts>();
  readonly #taskFacts = new Map<TaskId, PrivateFacts>();
  #binding: PrivateFacts | undefined;
  #unreadable = 0;

  constructor(existing: ExistingRows) {
    this.#existing = existing;
  }

  fold(before: ThreadState | null, event: Recorded, tolerant: boolean): ThreadState {
    try {
      return this.#fold(before, event);
    } catch (error) {
      if (!tolerant) throw error;
      return this.#fold(before, { ...event, record: { ...event.record, event: null } });
    }
  }

  changed(): Omit<Projection, 'before' | 'after'> {
    return {
      turns: this.#turns,
      items: this.#items,
      discarded: this.#discarded,
      requests: this.#requests,
      messages: this.#messages,
      binding: this.#binding,
      steered: this.#steered,
      requestFacts: this.#requestFacts,
      taskFacts: this.#taskFacts,
      unreadable: this.#unreadable,
    };
  }

  #fold(before: ThreadState | null, { record, private: facts }: Recorded): ThreadState {
    const after = evolve(before, record);
    const change = applyToTimeline(before, record, after, {
      item: (id) => (this.#discarded.has(id) ? undefined : (this.#items.get(id) ?? this.#existing.item(id))),
      turn: (id) => this.#turns.get(id) ?? this.#existing.turn(id),
      request: (id) => this.#requests.get(id) ?? this.#existing.request(id),
    });
    for (const turn of change.turns) this.#turns.set(turn.turnId, turn);
    for (const item of change.items) {
      this.#discarded.delete(item.itemId);
      this.#items.set(item.itemId, item);
    }
    for (const id of change.discarded) {
      this.#items.delete(id);
      this.#discarded.add(id);
    }
    for (const request of change.requests) this.#requests.set(request.requestId, request);
    for (const turn of [before?.turn, after.turn]) if (turn?.messageId !== undefined) this.#messages.set(turn.turnId, turn.messageId);
    if (record.event === null) this.#unreadable += 1;
    else if (record.event.type === 'session.bound') this.#binding = facts ?? {};
    else if (record.event.type === 'request.opened' && facts) this.#requestFacts.set(record.event.request.requestId, facts);
    else if (record.event.type === 'task.started' && facts) this.#taskFacts.set(record.event.taskId, facts);
    else if (record.event.type === 'message.delivering' && after.turn?.state === 'running')
      this.#steered.set(record.event.messageId, record.event.turnId);
    return after;
  }
}
