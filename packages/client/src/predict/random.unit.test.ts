import { type CommandId, canonical, evolve, type MessageId, type RequestId, type TaskId, type ThreadState } from '@plumbline/lifecycle';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Outcome, Server } from '../../test/server.ts';
import { Tab } from '../../test/tab.ts';
import type { Held } from '../follow/fold.ts';
import type { Wish } from './wish.ts';

interface Throw {
  readonly op: number;
  readonly a: number;
  readonly b: number;
}

const throws = fc.array(fc.record({ op: fc.nat(99), a: fc.nat(11), b: fc.nat(11) }), { maxLength: 80, size: 'max' });

/** A tab and its server, with everything in between that can be late, lost, doubled or out of order. */
class Wire {
  readonly server = new Server();
  readonly tab = new Tab(this.server.snapshot());
  /** Asked, not at the server yet. */
  requests: { readonly commandId: CommandId; readonly wish: Wish }[] = [];
  /** Done, the answer not at the tab yet; null: it gets lost. */
  answers: { readonly commandId: CommandId; readonly outcome: Outcome | null }[] = [];
  snapshots = [this.server.snapshot()];
  predicted = 0;
  echoes = 0;
  /** The fold of the log, by version. */
  readonly #folds: (ThreadState | null)[] = [null];

  step({ op, a, b }: Throw): void {
    if (op < 30) this.ask(this.wish(a, b));
    else if (op < 45) this.arrive(a, b === 0);
    else if (op < 58) this.answer(a);
    else if (op < 78) this.hear(a, b);
    else if (op < 82) this.snapshots.push(this.server.snapshot());
    else if (op < 87) this.tab.load(pick(this.snapshots, a) ?? this.server.snapshot());
    else this.server.work(a);
    if (this.tab.shown !== this.tab.held) this.predicted += 1;
    if (this.tab.predictions.some((each) => each.echoed)) this.echoes += 1;
  }

  foldAt(version: number): ThreadState | null {
    for (const record of this.server.log.slice(this.#folds.length - 1)) this.#folds.push(evolve(this.#folds.at(-1) ?? null, record));
    return this.#folds[version] ?? null;
  }

  ask(wish: Wish): void {
    this.requests.push({ commandId: this.tab.ask(wish), wish });
  }

  /** Calls are not in order, and may fail before or after they are done. */
  arrive(at: number, lost: boolean): void {
    const [request] = this.requests.splice(at % Math.max(1, this.requests.length), 1);
    if (!request) return;
    const outcome = lost && at % 2 === 0 ? null : this.server.take(request.wish);
    this.answers.push({ commandId: request.commandId, outcome: lost ? null : outcome });
  }

  answer(at: number): void {
    const [answer] = this.answers.splice(at % Math.max(1, this.answers.length), 1);
    if (answer) this.tab.answer(answer.commandId, answer.outcome);
  }

  /** Some events from where the tab is, from before it, or from beyond a hole. */
  hear(shift: number, count: number): void {
    const from = Math.max(0, this.tab.held.state.version + (shift < 8 ? 0 : shift - 10));
    this.tab.hear(...this.server.log.slice(from, from + count));
  }

  finish(): void {
    while (this.requests.length > 0) this.arrive(0, false);
    while (this.answers.length > 0) this.answer(0);
    this.tab.hear(...this.server.log);
  }

  private wish(a: number, b: number): Wish {
    const { state } = this.tab.shown;
    const messageId = pick(state.queue.messages, b)?.messageId ?? ('nobody' as MessageId);
    const open = state.turn?.state === 'running' ? Object.values(state.turn.requests) : [];
    const requestId = pick(open, b)?.requestId ?? ('nobody' as RequestId);
    const taskId = pick(Object.values(state.tasks ?? {}), b)?.taskId ?? ('nobody' as TaskId);
    const before = pick(state.queue.messages, a)?.messageId ?? null;
    const seen = b % 2 ? { seenVersion: Math.max(0, state.version - (b % 3)) } : {};
    const wishes: readonly Wish[] = [
      { type: 'thread.turn.start', text: `text ${b % 3}` },
      { type: 'thread.turn.start', text: 'same' },
      { type: 'thread.turn.start', text: 'same', delivery: 'steer', canSteer: b % 2 === 0 },
      { type: 'thread.turn.start', text: 'now', delivery: 'interrupt' },
      { type: 'thread.turn.interrupt', ...seen },
      { type: 'thread.request.respond', requestId, answer: { kind: 'decision', decision: b % 3 ? 'allow' : 'cancel' } },
      { type: 'thread.queue.edit', messageId, text: `edited ${b}` },
      { type: 'thread.queue.move', messageId, before },
      { type: 'thread.queue.remove', messageId },
      { type: 'thread.queue.resume' },
      { type: 'thread.task.stop', taskId, force: b % 2 === 0 },
      { type: 'thread.configure', settings: { model: `m${b % 3}` } },
    ];
    return wishes[a % wishes.length] ?? { type: 'thread.queue.resume' };
  }
}

function pick<T>(list: readonly T[], n: number): T | undefined {
  return list[n % list.length];
}

const rows = (held: Held) => canonical([...held.timeline.turns].map((view) => ({ ...view, items: [...view.items] })));
const settled = (held: Held) => [...held.timeline.turns].map((view) => view.turn).filter((turn) => turn.completedAt !== undefined);

test('whatever the network does, what is held is the fold of the log, and never knows of a prediction (I8)', () => {
  fc.assert(
    fc.property(throws, (dice) => {
      const wire = new Wire();
      for (const each of dice) {
        wire.step(each);
        const { state } = wire.tab.held;
        expect(canonical(state)).toBe(canonical(wire.foldAt(state.version)));
        expect(rows(wire.tab.held)).not.toContain('"predicted:');
      }
    }),
    { numRuns: 100 },
  );
});

test('whatever the network does, what is shown is not older than what is held, and tells no outcome that is not held', () => {
  fc.assert(
    fc.property(throws, (dice) => {
      const wire = new Wire();
      for (const each of dice) {
        wire.step(each);
        const { held, shown } = wire.tab;
        expect(shown.state.version).toBe(held.state.version);
        expect(shown.state.nextOrder).toBeGreaterThanOrEqual(held.state.nextOrder);
        expect(shown.state.turnCount).toBeGreaterThanOrEqual(held.state.turnCount);
        expect(canonical(settled(shown))).toBe(canonical(settled(held)));
        expect(canonical(shown.state.lastTurn)).toBe(canonical(held.state.lastTurn));
        expect(shown.timeline.turns.size).toBeGreaterThanOrEqual(held.timeline.turns.size);
      }
    }),
    { numRuns: 100 },
  );
});

test('whatever the network did, once all is said no prediction is left, and what is shown is what the server has', () => {
  fc.assert(
    fc.property(throws, (dice) => {
      const wire = new Wire();
      for (const each of dice) wire.step(each);
      wire.finish();
      expect(wire.tab.predictions).toEqual([]);
      expect(wire.tab.shown).toBe(wire.tab.held);
      expect(canonical(wire.tab.shown.state)).toBe(canonical(wire.server.state));
      expect(rows(wire.tab.shown)).toBe(rows(new Tab(wire.server.snapshot()).held));
    }),
    { numRuns: 100 },
  );
});

/** What the dice reach: a test of nothing would pass as well. */
test('the dice predict, settle turns, and see messages before their answers', () => {
  const seen = { predicted: 0, echoes: 0, settled: 0, started: 0 };
  fc.assert(
    fc.property(throws, (dice) => {
      const wire = new Wire();
      for (const each of dice) wire.step(each);
      seen.predicted += wire.predicted;
      seen.echoes += wire.echoes;
      for (const { event } of wire.server.log) {
        if (event?.type === 'turn.settled') seen.settled += 1;
        if (event?.type === 'turn.started') seen.started += 1;
      }
    }),
    { numRuns: 100, seed: 1 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
});
