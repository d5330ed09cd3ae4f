import {
  applyToTimeline,
  type Command,
  type Decided,
  type Delivery,
  decide,
  type EventRecord,
  evolve,
  type Failure,
  type Ingested,
  type Item,
  type ItemId,
  ingest,
  type MessageId,
  type Observation,
  type Owner,
  type ProjectId,
  type Request,
  type RequestId,
  reconcile,
  type Signal,
  type SignalBody,
  type TaskId,
  type ThreadEvent,
  type ThreadId,
  type ThreadState,
  type TurnId,
  type TurnRow,
  type Verdict,
} from '../src/index.ts';

/** Ids of tests: short and plain. */
export const t = (id: string) => id as TurnId;
export const m = (id: string) => id as MessageId;
export const i = (id: string) => id as ItemId;
export const k = (id: string) => id as TaskId;
export const r = (id: string) => id as RequestId;
export const failure = (code: Failure['code'], message = 'because'): Failure => ({ code, message, retryable: true });

/** One thing that happens to a thread. */
export type Step =
  | { readonly command: Command }
  | { readonly signal: SignalBody; readonly epoch?: number; readonly owner?: Partial<Owner> }
  | { readonly observe: Verdict; readonly moment?: Partial<Observation> }
  | { readonly after: number }
  | { readonly shown: Readonly<Record<string, string>> };

/** A thread with its rows, its log and a clock: what the runtime, the store and the browser hold between them. */
export class World {
  state: ThreadState;
  now = 1_000;
  signals = 0;
  texts: Record<ItemId, string> = {};
  readonly log: EventRecord[] = [];
  readonly turns = new Map<TurnId, TurnRow>();
  readonly items = new Map<ItemId, Item>();
  readonly requests = new Map<RequestId, Request>();
  /** Of the last step. */
  answer: Decided | Ingested = { events: [], asks: [] };
  /** Called after each event, so that states between events are seen too. */
  watch: (record: EventRecord) => void = () => {};

  constructor() {
    const settings = { provider: 'opencode', model: 'practice/plain' };
    const created = { type: 'thread.created', projectId: 'p' as ProjectId, title: 'New thread', titleSource: 'default', settings } as const;
    this.state = evolve(null, { threadId: 'thread' as ThreadId, version: 1, at: this.now, event: created });
    this.log.push({ threadId: this.state.threadId, version: 1, at: this.now, event: created });
  }

  /** A copy that goes its own way; `watch` is not copied. */
  fork(): World {
    const copy = new World();
    copy.state = this.state;
    copy.now = this.now;
    copy.signals = this.signals;
    copy.texts = { ...this.texts };
    copy.log.splice(0, copy.log.length, ...this.log);
    for (const [id, row] of this.turns) copy.turns.set(id, row);
    for (const [id, row] of this.items) copy.items.set(id, row);
    for (const [id, row] of this.requests) copy.requests.set(id, row);
    return copy;
  }

  do(...steps: readonly Step[]): this {
    for (const step of steps) this.one(step);
    return this;
  }

  private one(step: Step): void {
    if ('after' in step) this.now += step.after;
    else if ('shown' in step) Object.assign(this.texts, step.shown);
    else if ('command' in step) this.append(decide(this.state, step.command, this.now));
    else if ('signal' in step) this.receive(step);
    else this.append(reconcile(this.state, this.observation(step), this.signals, this.texts, this.now));
  }

  private receive({ signal, epoch, owner }: Extract<Step, { signal: unknown }>): void {
    this.signals += 1;
    const ahead = signal.kind === 'bound' ? 1 : 0;
    const stamped = { ...signal, epoch: epoch ?? this.state.session.epoch + ahead } as Signal;
    this.append(ingest(this.state, stamped, { ...this.ownerOf(stamped), ...owner }, this.texts, this.now));
  }

  private observation({ observe, moment }: Extract<Step, { observe: unknown }>): Observation {
    const { session, turn } = this.state;
    return {
      epoch: session.epoch,
      ...(turn ? { turnId: turn.turnId } : {}),
      stopping: turn?.stop !== undefined,
      sinceSignal: this.signals,
      verdict: observe,
      cause: 'reconcile',
      confirmed: false,
      ...moment,
    };
  }

  /** What the runtime finds in the rows about a signal's ids. */
  private ownerOf(signal: Signal): Owner {
    const turnId = 'turnId' in signal ? signal.turnId : undefined;
    const row = turnId === undefined ? undefined : this.turns.get(turnId);
    const itemId = 'itemId' in signal ? signal.itemId : 'noticeId' in signal ? signal.noticeId : undefined;
    const item = itemId === undefined ? undefined : this.items.get(itemId);
    const request = signal.kind === 'request-opened' ? this.requests.get(signal.request.requestId) : undefined;
    return {
      turn: row === undefined ? 'unknown' : row.completedAt === undefined ? 'live' : 'settled',
      ...(row?.stop?.by === 'user' ? { stoppedByUser: true } : {}),
      ...(item ? { item: { order: item.order, status: item.status } } : {}),
      ...(request ? { request: request.endedAt === undefined ? 'open' : 'ended' } : {}),
    };
  }

  private append(answer: Decided | Ingested): void {
    this.answer = answer;
    for (const event of 'events' in answer ? answer.events : []) this.fold(event);
  }

  private fold(event: ThreadEvent): void {
    const record = { threadId: this.state.threadId, version: this.state.version + 1, at: this.now, event };
    const before = this.state;
    this.state = evolve(before, record);
    this.log.push(record);
    const change = applyToTimeline(before, record, this.state, {
      item: (id) => this.items.get(id),
      turn: (id) => this.turns.get(id),
      request: (id) => this.requests.get(id),
    });
    for (const turn of change.turns) this.turns.set(turn.turnId, turn);
    for (const item of change.items) this.items.set(item.itemId, item);
    for (const id of change.discarded) this.items.delete(id);
    for (const request of change.requests) this.requests.set(request.requestId, request);
    this.watch(record);
  }

  /** Types of the events of the last step. */
  get happened(): string[] {
    return 'events' in this.answer ? this.answer.events.map((event) => event.type) : [];
  }

  get asks(): readonly string[] {
    return 'asks' in this.answer ? this.answer.asks : [];
  }

  get ignored(): string | undefined {
    return 'ignored' in this.answer ? this.answer.ignored : undefined;
  }

  get refusal(): string | undefined {
    return 'refusal' in this.answer ? this.answer.refusal.code : undefined;
  }

  /** The newest turn in one line: state, cause, session. */
  get outcome(): string {
    const turn = this.state.turn ?? this.state.lastTurn;
    const cause = this.state.turn ? '' : ` by ${this.state.lastTurn?.cause}`;
    return `${turn?.state}${cause}, session ${this.state.session.status}`;
  }

  /** Messages that have not left the queue, in one line each. */
  get queue(): string[] {
    return this.state.queue.messages.map((message) =>
      message.state === 'returned'
        ? `${message.messageId} returned ${message.reason}, seen ${message.seen}`
        : `${message.messageId} ${message.state}${message.state === 'queued' && message.next ? ' next' : ''}`,
    );
  }
}

/** Given these steps. `when` goes on with one more, `then` looks. */
export function given(...steps: readonly Step[]) {
  const world = new World().do(...steps);
  return {
    when(...more: readonly Step[]) {
      world.do(...more);
      // biome-ignore lint/suspicious/noThenProperty: the last word of given, when, then; nothing awaits it.
      return { then: (look: (world: World) => void) => look(world) };
    },
  };
}

// The steps of most stories.
export const send = (n: number | string = 1, text = `text ${n}`): Step => ({
  command: { type: 'thread.turn.start', messageId: m(`m${n}`), turnId: t(`t${n}`), itemId: i(`u${n}`), text, attachments: [] },
});
/** Sent while a turn runs, steered into it or after interrupting it. */
export const sendAs = (delivery: Delivery, n: number | string, canSteer = true): Step => {
  const { command } = send(n) as { command: Extract<Command, { type: 'thread.turn.start' }> };
  return { command: { ...command, delivery, canSteer } };
};
export const bound: Step = { signal: { kind: 'bound', resumed: false } };
export const handOver: Step = { command: { type: 'thread.message.hand-over' } };
export const accepted = (n: number | string = 1): Step => ({ signal: { kind: 'prompt-accepted', messageId: m(`m${n}`) } });
export const stop: Step = { command: { type: 'thread.turn.interrupt', by: 'user' } };
export const stopSession: Step = { command: { type: 'thread.session.stop', force: false } };
export const drain = (n: number | string): Step => ({ command: { type: 'thread.queue.drain', turnId: t(`t${n}`), itemId: i(`u${n}`) } });
export const resume: Step = { command: { type: 'thread.queue.resume' } };
export const completed = (n: number | string = 1): Step => ({ signal: { kind: 'turn-completed', turnId: t(`t${n}`) } });
export const aborted = (n: number | string = 1): Step => ({ signal: { kind: 'turn-aborted', turnId: t(`t${n}`) } });
export const signal = (body: SignalBody): Step => ({ signal: body });

/** A pending turn t1 whose prompt was not handed over. */
export const pending: readonly Step[] = [send(1), bound];
export const handed: readonly Step[] = [...pending, handOver];
/** A running turn t1 in epoch 1. */
export const running: readonly Step[] = [...handed, accepted(1)];
export const streaming: readonly Step[] = [
  ...running,
  signal({ kind: 'item-started', turnId: t('t1'), itemId: i('a1'), content: { kind: 'assistant', text: '' } }),
  { shown: { a1: 'Half a sent' } },
];
export const asking: readonly Step[] = [
  ...running,
  signal({
    kind: 'request-opened',
    turnId: t('t1'),
    request: { requestId: r('r1'), kind: 'permission', title: 'Run a command', detail: 'rm -rf dist', choices: ['allow', 'deny'] },
  }),
];
/** Stopped and waiting for the confirmation. */
export const stopping: readonly Step[] = [...running, stop];
export const atRest: readonly Step[] = [...running, completed(1)];

export const idle = (
  standing: Extract<Verdict, { kind: 'alive' }>['standing'],
  prompt: 'present' | 'absent' | 'unknown' = 'present',
): Verdict => ({
  kind: 'alive',
  busy: false,
  prompt,
  standing,
});
export const busy: Verdict = { kind: 'alive', busy: true, prompt: 'present', standing: { kind: 'open' } };
