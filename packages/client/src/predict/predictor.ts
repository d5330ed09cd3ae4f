import type { CommandId } from '@plumbline/lifecycle';
import type { Held } from '../follow/fold.ts';
import {
  answered,
  confirmed,
  noPredictions,
  type Predictions,
  predicted,
  rolledBack,
  unlessThere,
  withPredictions,
} from './predictions.ts';
import { commandOf, type Wish } from './wish.ts';

/**
 * The predictions of one follower. Made with the first wish and reached by no import of the followers, so that a page that
 * predicts nothing does not carry `decide`.
 */
export class Predictor {
  #predictions: Predictions = noPredictions;

  /** `late`: it was asked before what is held had come, which may have it already. */
  asked(commandId: CommandId, wish: Wish, late?: Held): void {
    const prediction = { commandId, command: commandOf(wish, commandId), at: Date.now() };
    this.#predictions = predicted(this.#predictions, late ? unlessThere(prediction, late) : prediction);
  }

  /** The commands that are shown and not confirmed. */
  get commandIds(): readonly CommandId[] {
    return this.#predictions.map((each) => each.commandId);
  }

  granted(commandId: CommandId, version: number, held: Held): void {
    this.#predictions = answered(this.#predictions, commandId, version, held);
  }

  refused(commandId: CommandId): void {
    this.#predictions = rolledBack(this.#predictions, commandId);
  }

  confirmed(before: Held, after: Held): void {
    this.#predictions = confirmed(this.#predictions, before, after);
  }

  /** What is held with the predictions over it. */
  over(held: Held): Held {
    return withPredictions(held, this.#predictions);
  }
}
