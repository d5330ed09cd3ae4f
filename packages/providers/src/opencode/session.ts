import type { MessageId } from '@plumbline/lifecycle';
import type { ProviderSignal, SessionRef } from '../contract.ts';
import { ProviderFault } from '../contract.ts';
import type { Event, HistoryMessage, PermissionRequest, QuestionRequest } from './native.ts';
import { refuse } from './server/answers.ts';
import type { Api } from './server/api.ts';
import type { Place } from './server/tasks.ts';
import type { Listening } from './stream/listening.ts';
import { SessionTranslator } from './translate/session.ts';

/** Children of a session that are remembered; of more, the oldest are forgotten. */
const childLimit = 200;
/** Newest messages of a child session that are read after a gap. */
const childHistory = 100;
/** Events that may wait for this session's catch-up. */
const heldLimit = 20_000;

export interface SessionOptions {
  readonly ref: SessionRef;
  readonly incarnation: string;
  /** Null: not known, so that the next one told is no news. */
  readonly title: string | null;
  /** This process saw the session begin or take its first prompt; false: an older run may have told part of it. */
  readonly followed: boolean;
  readonly emit: (signal: ProviderSignal) => void;
  readonly now: () => number;
}

/** One bound session: its translator, its children, and the order of history before live events. */
export class BoundSession {
  readonly ref: SessionRef;
  readonly translator: SessionTranslator;
  readonly children = new Set<string>();
  /** When the last prompt was written, by the monotonic clock. */
  handedAt = Number.NEGATIVE_INFINITY;
  #followed: boolean;
  #held: { event: Event; child?: string }[] | null = null;

  constructor(options: SessionOptions) {
    this.ref = options.ref;
    this.#followed = options.followed;
    const source = { session: options.ref.session, incarnation: options.incarnation };
    this.translator = new SessionTranslator(source, options.title, options.emit, options.now);
  }

  /** Where and as whose its commands run. */
  get place(): Place {
    return { ...this.translator.source, directory: this.ref.directory };
  }

  /** `child`: the child session that it is of; absent: of this session itself. */
  deliver(event: Event, child?: string): void {
    if (this.#held) {
      if (this.#held.length < heldLimit) this.#held.push({ event, ...(child === undefined ? {} : { child }) });
    } else if (child === undefined) {
      this.translator.apply(event);
    } else {
      this.#childEvent(event, child);
    }
  }

  adoptChild(child: string): void {
    this.children.delete(child);
    this.children.add(child);
    const oldest = this.children.size > childLimit ? this.children.values().next().value : undefined;
    if (oldest !== undefined) this.children.delete(oldest);
  }

  handOver(prompt: MessageId): void {
    this.handedAt = performance.now();
    this.#followed = true;
    this.translator.handOver(prompt);
  }

  /** As `handOver`, for a prompt that joins what the session is doing. */
  steer(prompt: MessageId): void {
    this.handedAt = performance.now();
    this.translator.steer(prompt);
  }

  /**
   * Reads what the stream may have missed and tells it; live events wait meanwhile. Throws only when the server does not
   * answer. Without a live prompt nothing can have been missed that an observation does not tell.
   */
  async catchUp(api: Api, listening: Listening, signal: AbortSignal): Promise<void> {
    const prompt = this.translator.livePrompt;
    const fresh = !this.#followed;
    this.#followed = true;
    if (prompt === null) return;
    this.#held ??= [];
    try {
      await listening.sure(this.ref.directory, signal);
      const [history, children] = await Promise.all([api.since(this.place, prompt, signal), api.children(this.place, signal)]);
      for (const child of children) this.adoptChild(child.id);
      const [permissions, questions] = await Promise.all([
        api.permissions(this.ref.directory, signal),
        api.questions(this.ref.directory, signal),
      ]);
      const asked = new Set(history.map((message) => message.info.id));
      const mine = (request: Asking) => this.#owns(request) && !isLeftover(request, this.ref.session, asked);
      this.#tell(history, fresh, permissions.filter(mine), questions.filter(mine));
      await this.#catchUpChildren(api, signal);
      const leftovers = [...permissions, ...questions].filter((request) => isLeftover(request, this.ref.session, asked));
      await Promise.allSettled(leftovers.map((request) => refuse(api, this.ref.directory, request.id, signal)));
    } catch (error) {
      if (error instanceof ProviderFault && error.failure.code === 'PROVIDER_UNAVAILABLE') throw error;
      this.translator.blind(); // the directory does not answer for itself; the others shall not wait for it
    } finally {
      this.#flush();
    }
  }

  #tell(
    history: readonly HistoryMessage[],
    fresh: boolean,
    permissions: readonly PermissionRequest[],
    questions: readonly QuestionRequest[],
  ): void {
    this.translator.catchUp(history, fresh);
    const listed = new Set([...permissions, ...questions].map((request) => request.id));
    for (const ref of this.translator.openRequests) if (!listed.has(ref)) this.translator.resolved(ref, false);
    for (const properties of permissions) this.translator.request({ id: '', type: 'permission.asked', properties });
    for (const properties of questions) this.translator.request({ id: '', type: 'question.asked', properties });
  }

  #childEvent(event: Event, child: string): void {
    switch (event.type) {
      case 'permission.asked':
      case 'permission.replied':
      case 'question.asked':
      case 'question.replied':
      case 'question.rejected':
        this.translator.request(event);
        break;
      default:
        this.translator.applyChild(child, event);
    }
  }

  /** What its sub-agents did meanwhile; what cannot be read ends with the turn, as it was shown. */
  async #catchUpChildren(api: Api, signal: AbortSignal): Promise<void> {
    await Promise.allSettled(
      this.translator.children.map(async (session) => {
        const history = await api.newest({ ...this.ref, session }, childHistory, signal);
        this.translator.catchUpChild(session, history ?? []);
      }),
    );
  }

  #flush(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const { event, child } of held) this.deliver(event, child);
  }

  #owns(request: Asking): boolean {
    return request.sessionID === this.ref.session || this.children.has(request.sessionID);
  }
}

type Asking = Pick<PermissionRequest | QuestionRequest, 'sessionID' | 'tool'>;

/** Asked by a message of an earlier turn: it survived that turn (A5.3), and must not look like the live one's (rule 28). */
const isLeftover = (request: Asking, session: string, asked: ReadonlySet<string>): boolean =>
  request.sessionID === session && request.tool !== undefined && !asked.has(request.tool.messageID);
