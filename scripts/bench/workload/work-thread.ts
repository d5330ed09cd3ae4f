import {
  type Command,
  decide,
  evolve,
  type ItemContent,
  type ItemId,
  ingest,
  type MessageId,
  type ProjectId,
  type SignalBody,
  type ThreadEvent,
  type ThreadId,
  type ThreadState,
  type ToolContent,
  type TurnId,
} from '@plumbline/lifecycle';
import type { Append } from '@plumbline/store';

/** A turn's times are made up, so that a database is the same in each run. */
const stepMs = 40;
/** The project of all these threads. */
export const benchProject = 'prj_bench';
const output = 'src/thread.ts(14,3): the settled turn keeps its outcome, whatever comes late.\n'.repeat(12);
const prose = 'The thread settles its turn in the same event in which it leaves the running state, and nothing later changes that. '.repeat(
  4,
);

/**
 * One thread that works as threads do: its appends come from the real rules (`decide`, `ingest`), in the sizes that an agent's
 * turn has. What is measured is what is done with them.
 */
export class WorkThread {
  readonly threadId: ThreadId;
  items = 0;
  #state: ThreadState | null = null;
  #at: number;
  #turns = 0;
  #made = 0;

  constructor(name: string, at: number) {
    this.threadId = `thr_bench_${name}` as ThreadId;
    this.#at = at;
  }

  get version(): number {
    return this.#state?.version ?? 0;
  }

  /** The live state, as a client that follows the thread holds it. */
  get state(): ThreadState {
    if (this.#state === null) throw new Error('The thread is not made yet.');
    return this.#state;
  }

  /** The thread is made, and bound to a session of a provider. */
  create(): readonly Append[] {
    const settings = { provider: 'opencode', model: 'practice/practice' };
    const made = this.#command({
      type: 'thread.create',
      threadId: this.threadId,
      projectId: benchProject as ProjectId,
      settings,
      title: `Work ${this.threadId}`,
    });
    const begun = this.#command({ type: 'thread.session.start' });
    return [made, begun, this.#signal({ kind: 'bound', resumed: false }, 1, { session: `ses_${this.threadId}` })].flat();
  }

  /** A whole turn: the prompt, `tools` tool calls with words between them, the end. */
  *turn(tools: number): Generator<Append> {
    yield* this.begin();
    for (let call = 0; call < tools; call++) yield* this.toolCall();
    yield* this.end();
  }

  /** A prompt and its acceptance. */
  *begin(): Generator<Append> {
    const number = ++this.#turns;
    const messageId = this.#id<MessageId>('msg');
    const itemId = this.#id<ItemId>('itm');
    const turnId = this.#turnId();
    this.items++;
    yield* this.#command({
      type: 'thread.turn.start',
      messageId,
      turnId,
      itemId,
      text: `Go on with part ${number} of the work.`,
      attachments: [],
    });
    yield* this.#command({ type: 'thread.message.hand-over' });
    yield* this.#signal({ kind: 'prompt-accepted', messageId });
  }

  /** Two items: some words, and a tool call that starts, runs and ends; the step ends after it. */
  *toolCall(): Generator<Append> {
    yield* this.words();
    const turnId = this.#turnId();
    const itemId = this.#id<ItemId>('itm');
    const tool = (result: ToolContent['result'], preview: string): ToolContent => ({
      kind: 'tool',
      callId: `call_${itemId}`,
      tool: 'bash',
      title: 'npx tsc --noEmit -p packages/lifecycle',
      input: { command: 'npx tsc --noEmit -p packages/lifecycle', description: 'Check the types' },
      result,
      output: { preview, bytes: preview.length },
      ...(result === 'ok' ? { exitCode: 0 } : {}),
    });
    this.items++;
    yield* this.#signal({ kind: 'item-started', turnId, itemId, content: tool('pending', '') });
    yield* this.#signal({ kind: 'item-updated', turnId, itemId, tool: tool('running', output.slice(0, 200)) });
    yield* this.#signal({ kind: 'item-closed', turnId, itemId, content: tool('ok', output) });
    const usage = { input: 1_200, output: 180, reasoning: 0, cacheRead: 9_000, cacheWrite: 0, cost: 0 };
    yield* this.#signal({ kind: 'step-ended', turnId, finish: 'more', usage });
  }

  /** One item of words, opened and closed: two appends of one event each. */
  *words(): Generator<Append> {
    const turnId = this.#turnId();
    const itemId = this.#id<ItemId>('itm');
    const said = (text: string): ItemContent => ({ kind: 'assistant', text });
    this.items++;
    yield* this.#signal({ kind: 'item-started', turnId, itemId, content: said('') });
    yield* this.#signal({ kind: 'item-closed', turnId, itemId, content: said(prose) });
  }

  *end(): Generator<Append> {
    yield* this.#signal({ kind: 'turn-completed', turnId: this.#turnId() });
  }

  /** Its session is let go, as at a clean stop. */
  stop(): readonly Append[] {
    return this.#signal({ kind: 'exited', cause: 'restart' });
  }

  #turnId(): TurnId {
    return `trn_${this.threadId}_${this.#turns}` as TurnId;
  }

  #id<Id extends string>(kind: string): Id {
    return `${kind}_${this.threadId}_${++this.#made}` as Id;
  }

  #command(command: Command): Append[] {
    const decided = decide(this.#state, command, this.#at);
    if (!decided.ok) throw new Error(`The rules refuse ${command.type}: ${decided.refusal.message}`);
    return this.#append(decided.events);
  }

  #signal(body: SignalBody, epoch = this.#state?.session.epoch ?? 0, facts?: Readonly<Record<string, string>>): Append[] {
    const { events, ignored } = ingest(this.state, { epoch, ...body }, { turn: 'live' }, {}, this.#at);
    if (ignored !== undefined) throw new Error(`The rules ignore ${body.kind}: ${ignored}`);
    return this.#append(events, facts);
  }

  #append(events: readonly ThreadEvent[], facts?: Readonly<Record<string, string>>): Append[] {
    if (events.length === 0) return [];
    const before = this.#state;
    this.#at += stepMs;
    const at = this.#at;
    for (const event of events)
      this.#state = evolve(this.#state, { threadId: this.threadId, version: (this.#state?.version ?? 0) + 1, at, event });
    return [
      {
        threadId: this.threadId,
        expectedVersion: before?.version ?? 0,
        at,
        before,
        events: events.map((event) => ({ event, ...(facts ? { private: facts } : {}) })),
      },
    ];
  }
}
