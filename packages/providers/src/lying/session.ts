import type { MessageId } from '@plumbline/lifecycle';
import type { ProviderSignal, SessionRef, SignalSource } from '../contract.ts';
import { endingOf, partClosed, partStarted, requestOpened, translate, unknownEvent } from './translate.ts';
import type { WireEvent, WireSession } from './wire.ts';

/** Parts of the live turn whose end was told; of more, the oldest are forgotten, and may be told again. */
const closedLimit = 5_000;

/** One bound session: what of it was told, so that what a gap swallowed can be told after it (rule 16). */
export class BoundSession {
  readonly ref: SessionRef;
  readonly source: SignalSource;
  readonly #emit: (signal: ProviderSignal) => void;
  /** The prompts of the turn that was handed over last. */
  #live: MessageId[] = [];
  /** Of those, whose acceptance was told: told again after the turn's end it would look like new work (rule 18). */
  readonly #accepted = new Set<MessageId>();
  /** Open parts, with the length that was told. */
  readonly #open = new Map<string, number>();
  readonly #closed = new Set<string>();
  readonly #requests = new Set<string>();
  readonly #tasks = new Set<string>();
  /** False: an older run of ours told parts of the session, and nobody knows how much. */
  #followed: boolean;
  /** Events up to this one are held in what was read. */
  #readUpTo = 0;

  constructor(ref: SessionRef, incarnation: string, followed: boolean, emit: (signal: ProviderSignal) => void) {
    this.ref = ref;
    this.source = { session: ref.session, incarnation };
    this.#followed = followed;
    this.#emit = emit;
  }

  handOver(prompt: MessageId): void {
    this.#live = [prompt];
    this.#accepted.clear();
    this.#closed.clear();
  }

  steer(prompt: MessageId): void {
    this.#live.push(prompt);
  }

  /** `incarnation`: of the life that the event says it is from. */
  deliver(event: WireEvent, incarnation: string): void {
    if (event.seq <= this.#readUpTo) return;
    const source = { session: this.ref.session, incarnation };
    for (const signal of translateOrKeep(event, source)) this.#tell(signal);
  }

  /** What the stream may have missed, from the session as it is now. */
  catchUp(now: WireSession): void {
    this.#readUpTo = now.seq;
    const live = new Set(this.#live);
    for (const part of now.parts) if (!live.has(part.prompt) && this.#open.has(part.part)) this.#tellPart(part);
    for (const prompt of now.prompts) if (live.has(prompt)) this.#catchUpPrompt(prompt, now);
    for (const request of now.requests) this.#tell(requestOpened(request, this.source));
    const asked = new Set(now.requests.map(({ ref }) => ref));
    for (const ref of [...this.#requests]) if (!asked.has(ref)) this.#tell({ kind: 'request-resolved', requestRef: ref, ...this.source });
    for (const { ref, title } of now.tasks) this.#tell({ kind: 'task-started', ref, title, ...this.source });
    const running = new Set(now.tasks.map(({ ref }) => ref));
    for (const ref of [...this.#tasks]) if (!running.has(ref)) this.#tell({ kind: 'task-ended', ref, lost: false, ...this.source });
    this.#followed = true;
  }

  /** What an earlier life had finished for these prompts (rule 14). */
  fillIn(now: WireSession, prompts: readonly MessageId[]): void {
    const wanted = new Set(prompts);
    for (const part of now.parts) if (part.closed && wanted.has(part.prompt)) this.#emit(partClosed(part, this.source));
  }

  /** That it was taken, its work, and how that ended, before anything of the prompt after it: that one may have begun work of its own. */
  #catchUpPrompt(prompt: MessageId, { parts, steps }: WireSession): void {
    if (!this.#accepted.has(prompt)) this.#tell({ kind: 'prompt-accepted', prompt, ...this.source });
    for (const part of parts) if (part.prompt === prompt) this.#tellPart(part);
    const state = steps.findLast((step) => step.prompt === prompt)?.state;
    const ending = state?.is === 'aborted' || state?.is === 'failed' ? endingOf(prompt, state, this.source) : null;
    if (ending) this.#tell(ending);
  }

  #tellPart(part: WireSession['parts'][number]): void {
    if (!part.closed) this.#tellOpen(part);
    else if (!this.#closed.has(part.part)) this.#tell(partClosed(part, this.source));
  }

  #tellOpen(part: WireSession['parts'][number]): void {
    const told = this.#open.get(part.part);
    if (told === undefined) this.#tell(partStarted(part, this.source));
    const { prompt } = part;
    const offset = told ?? 0;
    if (told === undefined && !this.#followed) this.#tell({ kind: 'item-gap', prompt, part: part.part, ...this.source });
    else if (part.is !== 'tool' && part.text.length > offset)
      this.#tell({ kind: 'item-text', prompt, part: part.part, offset, text: part.text.slice(offset), ...this.source });
  }

  /** Remembers what is told of this life, and tells it. */
  #tell(signal: ProviderSignal): void {
    switch (signal.kind) {
      case 'prompt-accepted':
        this.#accepted.add(signal.prompt);
        break;
      case 'item-started':
        if (!this.#open.has(signal.part)) this.#open.set(signal.part, 0);
        break;
      case 'item-text':
        this.#open.set(signal.part, Math.max(this.#open.get(signal.part) ?? 0, signal.offset + signal.text.length));
        break;
      case 'item-closed':
        this.#open.delete(signal.part);
        this.#closed.add(signal.part);
        this.#forgetOldest();
        break;
      case 'request-opened':
        this.#requests.add(signal.request.ref);
        break;
      case 'request-resolved':
        this.#requests.delete(signal.requestRef);
        break;
      case 'idle':
        this.#requests.clear();
        break;
      case 'task-started':
        this.#tasks.add(signal.ref);
        break;
      case 'task-ended':
        this.#tasks.delete(signal.ref);
        break;
      default:
    }
    this.#emit(signal);
  }

  #forgetOldest(): void {
    const oldest = this.#closed.size > closedLimit ? this.#closed.values().next().value : undefined;
    if (oldest !== undefined) this.#closed.delete(oldest);
  }
}

function translateOrKeep(event: WireEvent, source: SignalSource): readonly ProviderSignal[] {
  try {
    return translate(event, source);
  } catch {
    // A known kind in an unknown shape is as unknown as an unknown kind.
    return [unknownEvent(event)];
  }
}
