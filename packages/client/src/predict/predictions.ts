import { type Command, type CommandId, decide, type Millis, type ThreadEvent, type TurnId } from '@plumbline/lifecycle';
import { foldEvent, type Held } from '../follow/fold.ts';
import { forked } from '../timeline/timeline.ts';

/** A command that was asked for and is not confirmed: what it will do is shown over what is held. */
export interface Prediction {
  readonly commandId: CommandId;
  readonly command: Command;
  /** When it was asked for. */
  readonly at: Millis;
  /** The version that the server answered: held, the prediction ends. Absent: no answer yet. */
  readonly answered?: number;
  /** Its message came with the events before the answer did: to predict it as well would show it twice. */
  readonly echoed?: true;
}

export type Predictions = readonly Prediction[];

export const noPredictions: Predictions = [];

/** At most so many at once on one thread; a command beyond is sent and not predicted. */
export const predictionLimit = 50;

export function predicted(predictions: Predictions, prediction: Prediction): Predictions {
  return predictions.length < predictionLimit ? [...predictions, prediction] : predictions;
}

/** A message that was sent before what is held had come, and is in it: see `echoed`. */
export function unlessThere(prediction: Prediction, held: Held): Prediction {
  const { command } = prediction;
  if (command.type !== 'thread.turn.start') return prediction;
  const there = newTexts(0, 0, held).some((text) => same(text, command.text));
  return there ? { ...prediction, echoed: true } : prediction;
}

/** The server has done it, as of `version`. */
export function answered(predictions: Predictions, commandId: CommandId, version: number, held: Held): Predictions {
  const told = predictions.map((each) => (each.commandId === commandId ? { ...each, answered: version } : each));
  return told.filter((each) => !isOver(each, held));
}

/** It failed, or nobody knows: what was predicted is taken back. */
export function rolledBack(predictions: Predictions, commandId: CommandId): Predictions {
  return predictions.filter((each) => each.commandId !== commandId);
}

/** The server's events went on from `before` to `after`. Versions of another log say nothing of these predictions. */
export function confirmed(predictions: Predictions, before: Held, after: Held): Predictions {
  if (predictions.length === 0 || before === after) return predictions;
  if (before.logEpoch !== after.logEpoch) return noPredictions;
  const texts = newTexts(before.state.version, before.state.nextOrder, after);
  return texts.reduce(withEcho, predictions).filter((each) => !isOver(each, after));
}

/**
 * The texts of messages that were accepted after `version`. A message that is in the queue and in the newest turn counts once;
 * one that a snapshot brings may have left the queue already.
 */
function newTexts(version: number, order: number, { state, timeline }: Held): readonly string[] {
  const known = state.queue.messages.map((message) => message.text);
  const accepted = state.queue.messages.filter((message) => message.acceptedVersion > version).map((message) => message.text);
  if (state.version === version + 1) return accepted;
  const items = [...(timeline.turns.last()?.items ?? [])];
  const users = items.flatMap((item) => (item.kind === 'user' && item.order >= order ? [item.text] : []));
  return [...accepted, ...users.filter((text) => !known.includes(text))];
}

function isOver({ answered }: Prediction, held: Held): boolean {
  return answered !== undefined && answered <= held.state.version;
}

/** The server gives the message an id of its own, so its text has to do; the answer follows and ends all doubt. */
function withEcho(predictions: Predictions, text: string): Predictions {
  const at = predictions.findIndex(({ command, echoed }) => !echoed && command.type === 'thread.turn.start' && same(command.text, text));
  const found = predictions[at];
  return found ? predictions.with(at, { ...found, echoed: true }) : predictions;
}

function same(one: string, other: string): boolean {
  return one.trim() === other.trim();
}

/**
 * What is held with the predictions over it, by the same `decide` and `evolve` as the server's. What is held does not change,
 * and is returned itself when there is nothing to predict. The version stays that of the server, so that it says what the
 * user has really seen of it (rule 8).
 */
export function withPredictions(held: Held, predictions: Predictions): Held {
  const open = predictions.filter((each) => !each.echoed);
  if (open.length === 0) return held;
  const fork = { ...held, timeline: forked(held.timeline) };
  const shown = open.reduce(withPrediction, fork);
  return shown === fork ? held : { ...shown, state: { ...shown.state, version: held.state.version } };
}

/** What `decide` refuses is not predicted: the server says why. */
function withPrediction(held: Held, { command, at }: Prediction): Held {
  const decided = decide(held.state, command, at);
  if (!decided.ok) return held;
  const ended = decided.events.find((event) => event.type === 'turn.settled');
  return ended ? withStop(held, ended.turnId, command, at) : fold(held, decided.events, at);
}

/**
 * An outcome is never predicted, since it would be taken back if the prompt was handed over meanwhile: a start that would be
 * cancelled is shown as "Stopping…" (rules 1, 8), and the command decided after that.
 */
function withStop(held: Held, turnId: TurnId, command: Command, at: Millis): Held {
  const stopping = fold(held, [{ type: 'turn.stop-requested', turnId, by: 'user', outcome: 'interrupted' }], at);
  const decided = decide(stopping.state, command, at);
  return decided.ok ? fold(stopping, decided.events, at) : stopping;
}

function fold(held: Held, events: readonly ThreadEvent[], at: Millis): Held {
  return events.reduce((before, event) => {
    const after = foldEvent(before, { threadId: before.state.threadId, version: before.state.version + 1, at, event });
    return after === 'hole' ? before : after;
  }, held);
}
