import {
  type CommandId,
  decide,
  type EventRecord,
  evolve,
  type ItemId,
  ingest,
  type MessageId,
  type Owner,
  type RequestId,
  type Signal,
  type SignalBody,
  summarize,
  type TaskId,
  type ThreadEvent,
  type ThreadId,
  type ThreadSnapshot,
  type ThreadState,
  type TurnId,
} from '@plumbline/lifecycle';
import { foldEvent, type Held, takeSnapshot } from '../src/follow/fold.ts';
import { commandOf, type Wish } from '../src/predict/wish.ts';
import { created } from './given.ts';

export const threadId = 't' as ThreadId;

/** What a call ends in. */
export type Outcome = { readonly ok: true; readonly version: number } | { readonly ok: false };

/** A server of one thread: the rules, and a log. Its agent does what the test says, by signals. */
export class Server {
  state: ThreadState;
  readonly log: EventRecord[] = [];
  #held: Held;
  #made = 0;
  now = 1_000;

  constructor() {
    const record = { threadId, version: 1, at: this.now, event: created() };
    this.state = evolve(null, record);
    this.log.push(record);
    this.#held = takeSnapshot(null, this.#empty());
  }

  /** Does the wish under ids of its own. */
  take(wish: Wish): Outcome {
    this.#made += 1;
    const command = commandOf(wish, `${this.#made}` as CommandId);
    const ids =
      command.type === 'thread.turn.start'
        ? { messageId: `msg${this.#made}` as MessageId, turnId: `turn${this.#made}` as TurnId, itemId: `user${this.#made}` as ItemId }
        : command.type === 'thread.configure'
          ? { noticeId: `notice${this.#made}` as ItemId }
          : {};
    return this.#decide({ ...command, ...ids });
  }

  /** What the server does by itself: hands the next prompt over, makes the next message a turn. */
  goOn(): void {
    this.#made += 1;
    this.#decide({ type: 'thread.queue.drain', turnId: `turn${this.#made}` as TurnId, itemId: `user${this.#made}` as ItemId });
    this.#decide({ type: 'thread.message.hand-over' });
  }

  signal(body: SignalBody): void {
    this.now += 1;
    const epoch = this.state.session.epoch + (body.kind === 'bound' ? 1 : 0);
    const owner: Owner = { turn: 'live' };
    this.append(...ingest(this.state, { ...body, epoch } as Signal, owner, {}, this.now).events);
  }

  /** The next thing that a well-behaved agent tells. */
  work(choice: number): void {
    const { turn, session, queue } = this.state;
    const own = `${this.#made}-${this.log.length}`;
    if (session.status === 'starting' && !session.bound) {
      this.signal({ kind: 'bound', resumed: false });
      return;
    }
    const going = queue.messages.find((message) => (message.state === 'delivering' || message.state === 'steering') && message.handed);
    if (going) {
      this.signal({ kind: 'prompt-accepted', messageId: going.messageId });
      return;
    }
    if (turn?.state !== 'running') {
      this.goOn();
      return;
    }
    const { turnId } = turn;
    const request = {
      requestId: `r${own}` as RequestId,
      kind: 'permission',
      title: 'Run',
      detail: 'x',
      choices: ['allow', 'deny'],
    } as const;
    const bodies: readonly SignalBody[] = [
      { kind: 'item-started', turnId, itemId: `a${own}` as ItemId, content: { kind: 'assistant', text: '' } },
      { kind: 'request-opened', turnId, request },
      { kind: 'task-started', taskId: `k${own}` as TaskId, title: 'sleep', noticeId: `n${own}` as ItemId },
      turn.stop ? { kind: 'turn-aborted', turnId } : { kind: 'turn-completed', turnId },
    ];
    this.signal(bodies[choice % bodies.length] ?? { kind: 'alive' });
  }

  append(...events: readonly ThreadEvent[]): void {
    for (const event of events) {
      const record = { threadId, version: this.state.version + 1, at: this.now, event };
      this.state = evolve(this.state, record);
      this.log.push(record);
      const held = foldEvent(this.#held, record);
      if (held !== 'hole') this.#held = held;
    }
  }

  /** As thread.get answers now. */
  snapshot(): ThreadSnapshot {
    const views = [...this.#held.timeline.turns];
    return {
      ...this.#empty(),
      turns: views.map((view) => view.turn),
      items: views.flatMap((view) => [...view.items]),
      requests: views.flatMap((view) => view.requests),
    };
  }

  #decide(command: Parameters<typeof decide>[1]): Outcome {
    this.now += 1;
    const decided = decide(this.state, command, this.now);
    if (!decided.ok) return { ok: false };
    this.append(...decided.events);
    return { ok: true, version: this.state.version };
  }

  #empty(): ThreadSnapshot {
    const { state } = this;
    return {
      thread: summarize(state),
      state,
      session: state.session,
      turns: [],
      items: [],
      requests: [],
      queue: state.queue,
      version: state.version,
      cursor: `log.${state.version}`,
    };
  }
}
