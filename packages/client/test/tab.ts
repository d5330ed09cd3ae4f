import type { CommandId, EventRecord, ThreadSnapshot } from '@plumbline/lifecycle';
import { foldEvent, type Held, takeSnapshot } from '../src/follow/fold.ts';
import {
  answered,
  confirmed,
  noPredictions,
  type Predictions,
  predicted,
  rolledBack,
  withPredictions,
} from '../src/predict/predictions.ts';
import { commandOf, type Wish } from '../src/predict/wish.ts';
import type { Outcome } from './server.ts';

/** A client of one thread, whose network is the test. */
export class Tab {
  held: Held;
  predictions: Predictions = noPredictions;
  #made = 0;

  constructor(snapshot: ThreadSnapshot) {
    this.held = takeSnapshot(null, snapshot);
  }

  get shown(): Held {
    return withPredictions(this.held, this.predictions);
  }

  ask(wish: Wish): CommandId {
    this.#made += 1;
    const commandId = `c${this.#made}` as CommandId;
    this.predictions = predicted(this.predictions, { commandId, command: commandOf(wish, commandId), at: 5_000 + this.#made });
    return commandId;
  }

  /** `null`: the answer was lost. */
  answer(commandId: CommandId, outcome: Outcome | null): void {
    this.predictions = outcome?.ok
      ? answered(this.predictions, commandId, outcome.version, this.held)
      : rolledBack(this.predictions, commandId);
  }

  hear(...records: readonly EventRecord[]): this {
    for (const record of records) {
      const held = foldEvent(this.held, record);
      if (held !== 'hole') this.#confirm(held);
    }
    return this;
  }

  load(snapshot: ThreadSnapshot): this {
    this.#confirm(takeSnapshot(this.held, snapshot));
    return this;
  }

  #confirm(held: Held): void {
    this.predictions = confirmed(this.predictions, this.held, held);
    this.held = held;
  }
}
