import type { Attachment, BlobId, CommandId, Delivery } from '@plumbline/lifecycle';
import { useSyncExternalStore } from 'react';
import type { Problem } from './problem.ts';
import { createStore, type Store } from './store.ts';

/** A message on its way to the server, or one that the server did not take. Its text is kept until it is accepted. */
export interface Outgoing {
  readonly commandId: CommandId;
  readonly text: string;
  /** Uploaded before. */
  readonly attachments?: readonly Attachment[];
  /** How it goes while a turn runs; absent: it waits behind it. */
  readonly delivery?: Delivery;
  /** Set when it failed; absent while it is under way. */
  readonly problem?: Problem;
}

/** A file that is to go with what is written. */
export interface DraftFile {
  readonly key: string;
  readonly name: string;
  readonly mime: string;
  readonly bytes: number;
  /** Once the server has it. */
  readonly blobId?: BlobId;
  /** Why it cannot go; with neither it is on its way. */
  readonly problem?: Problem;
}

export interface Draft {
  readonly text: string;
  readonly files: readonly DraftFile[];
  readonly outgoing: readonly Outgoing[];
}

const nothing: Draft = { text: '', files: [], outgoing: [] };
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

  addFiles(place: string, files: readonly DraftFile[]): void {
    this.at(place).update((draft) => ({ ...draft, files: [...draft.files, ...files] }));
  }

  changeFile(place: string, key: string, change: Partial<DraftFile>): void {
    this.at(place).update((draft) => ({
      ...draft,
      files: draft.files.map((file) => (file.key === key ? { ...file, ...change } : file)),
    }));
  }

  dropFile(place: string, key: string): void {
    this.at(place).update((draft) => ({ ...draft, files: draft.files.filter((file) => file.key !== key) }));
  }

  /** All of it has gone elsewhere. */
  clear(place: string): void {
    this.at(place).update((draft) => ({ ...draft, text: '', files: [] }));
  }

  /** Moves the text, and what goes with it, out of the composer into a message under way. */
  sending(place: string, outgoing: Outgoing, keepText = false): void {
    this.at(place).update((draft) => ({
      text: keepText ? draft.text : '',
      files: keepText ? draft.files : [],
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
      const files = [...(taken.attachments ?? []).map(fileOf), ...draft.files];
      return { text: joinTexts(taken.text, draft.text), files, outgoing: without(draft, commandId) };
    });
  }

  #load(place: string): Draft {
    try {
      const stored = this.#storage()?.getItem(prefix + place);
      if (!stored) return nothing;
      const { text, files, outgoing } = JSON.parse(stored) as Draft;
      // What was under way when the page closed may have arrived: it is offered, never sent by itself.
      const interrupted: Problem = { code: 'NETWORK', message: 'The page was closed before the server confirmed this message.' };
      return {
        text: typeof text === 'string' ? text : '',
        files: Array.isArray(files) ? files.filter(({ blobId }) => blobId !== undefined) : [],
        outgoing: Array.isArray(outgoing) ? outgoing.map((each) => ({ ...each, problem: each.problem ?? interrupted })) : [],
      };
    } catch {
      return nothing;
    }
  }

  #save(place: string, draft: Draft): void {
    try {
      const storage = this.#storage();
      if (draft.text === '' && draft.files.length === 0 && draft.outgoing.length === 0) storage?.removeItem(prefix + place);
      else if (draft.text.length <= storedLimit) storage?.setItem(prefix + place, JSON.stringify(draft));
    } catch {
      // Full or forbidden: the draft lives on in memory.
    }
  }
}

/** What was attached to a message, back in the composer. */
export function fileOf({ blobId, name, mime, bytes }: Attachment): DraftFile {
  return { key: crypto.randomUUID(), name, mime, bytes, blobId };
}

/** What can go; undefined: something is still on its way, or cannot go. */
export function attachmentsOf(files: readonly DraftFile[]): readonly Attachment[] | undefined {
  const ready = files.flatMap(({ name, mime, bytes, blobId }) => (blobId ? [{ name, mime, bytes, blobId }] : []));
  return ready.length === files.length ? ready : undefined;
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
