import type { CommandId, Delivery } from '@plumbline/lifecycle';
import { useSyncExternalStore } from 'react';
import type { Problem } from './problem.ts';
import { createStore, type Store } from './store.ts';

/** A message on its way to the server, or one that the server did not take. Its text is kept until it is accepted. */
export interface Outgoing {
  readonly commandId: CommandId;
  readonly text: string;
  /** How it goes while a turn runs; absent: it waits behind it. */
  readonly delivery?: Delivery;
  /** Set when it failed; absent while it is under way. */
  readonly problem?: Problem;
}

export interface Draft {
  readonly text: string;
  readonly outgoing: readonly Outgoing[];
}

const nothing: Draft = { text: '', outgoing: [] };
const prefix = 'plumbline.draft.';
/** A larger text stays in memory only: storage of a page is small and shared by all threads. */
const storedLimit = 200_000;

export interface DraftStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/**
 * One draft for a place: a thread's id, or `new:` and a project's id. Written through to the browser's storage, so that
 * it survives a reload, a crash and a failed send (rule 32). Storage that is full or forbidden costs only that.
 */
export class Drafts {
  readonly #storage: () => DraftStorage | null;
  readonly #stores = new Map<string, Store<Draft>>();

  constructor(storage: () => DraftStorage | null) {
    this.#storage = storage;
  }

  at(place: string): Store<Draft> {
    const known = this.#stores.get(place);
    if (known) return known;
    const store = createStore(this.#load(place));
    store.subscribe(() => this.#save(place, store.get()));
    this.#stores.set(place, store);
    return store;
  }

  setText(place: string, text: string): void {
    this.at(place).update((draft) => ({ ...draft, text }));
  }

  /** Moves the text out of the composer into a message under way. */
  sending(place: string, outgoing: Outgoing, keepText = false): void {
    this.at(place).update((draft) => ({
      text: keepText ? draft.text : '',
      outgoing: [...without(draft, outgoing.commandId), outgoing],
    }));
  }

  /** Sends a failed message again. */
  retrying(place: string, commandId: CommandId, next: CommandId): void {
    this.at(place).update((draft) => ({
      ...draft,
      outgoing: draft.outgoing.map((each) => {
        if (each.commandId !== commandId) return each;
        const { problem: _gone, ...kept } = each;
        return { ...kept, commandId: next };
      }),
    }));
  }

  failed(place: string, commandId: CommandId, problem: Problem): void {
    this.at(place).update((draft) => ({
      ...draft,
      outgoing: draft.outgoing.map((each) => (each.commandId === commandId ? { ...each, problem } : each)),
    }));
  }

  /** The server has it, or the user gave it up. */
  done(place: string, commandId: CommandId): void {
    this.at(place).update((draft) => ({ ...draft, outgoing: without(draft, commandId) }));
  }

  /** Takes a failed message back into the composer, before what is being written there. */
  takeBack(place: string, commandId: CommandId): void {
    this.at(place).update((draft) => {
      const taken = draft.outgoing.find((each) => each.commandId === commandId);
      if (!taken) return draft;
      return { text: joinTexts(taken.text, draft.text), outgoing: without(draft, commandId) };
    });
  }

  #load(place: string): Draft {
    try {
      const stored = this.#storage()?.getItem(prefix + place);
      if (!stored) return nothing;
      const { text, outgoing } = JSON.parse(stored) as Draft;
      // What was under way when the page closed may have arrived: it is offered, never sent by itself.
      const interrupted: Problem = { code: 'NETWORK', message: 'The page was closed before the server confirmed this message.' };
      return {
        text: typeof text === 'string' ? text : '',
        outgoing: Array.isArray(outgoing) ? outgoing.map((each) => ({ ...each, problem: each.problem ?? interrupted })) : [],
      };
    } catch {
      return nothing;
    }
  }

  #save(place: string, draft: Draft): void {
    try {
      const storage = this.#storage();
      if (draft.text === '' && draft.outgoing.length === 0) storage?.removeItem(prefix + place);
      else if (draft.text.length <= storedLimit) storage?.setItem(prefix + place, JSON.stringify(draft));
    } catch {
      // Full or forbidden: the draft lives on in memory.
    }
  }
}

export function joinTexts(first: string, second: string): string {
  if (second.trim() === '') return first;
  return first.trim() === '' ? second : `${first}\n\n${second}`;
}

function without(draft: Draft, commandId: CommandId): readonly Outgoing[] {
  return draft.outgoing.filter((each) => each.commandId !== commandId);
}

export const drafts = new Drafts(() => (typeof window === 'undefined' ? null : window.localStorage));

/** The server renders no draft: it has none. */
export function useDraft(place: string): Draft {
  const store = drafts.at(place);
  return useSyncExternalStore(store.subscribe, store.get, () => nothing);
}
