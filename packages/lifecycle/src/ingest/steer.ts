import { type Draft, ignored } from '../draft.ts';
import { holdIfWaiting, steered } from '../queue.ts';
import { sayPrompt } from '../request-turn.ts';
import type { Ingested, Signal } from '../signals.ts';
import type { QueuedMessage, ThreadState } from '../state.ts';

type Steering = Extract<QueuedMessage, { readonly state: 'steering' }>;
type PromptSignal = Extract<Signal, { readonly kind: 'prompt-accepted' | 'prompt-refused' | 'prompt-lost' }>;

/** The steered message that a signal is about, if it is about one. */
export function steeredBy(state: ThreadState, signal: Signal): Steering | undefined {
  return 'messageId' in signal ? steered(state).find((message) => message.messageId === signal.messageId) : undefined;
}

/** Rule 26: an accepted steer belongs to the turn; one that fails fails its message, never the turn. */
export function steer(draft: Draft, signal: PromptSignal, message: Steering): Ingested {
  const { messageId, turnId, own, handed } = message;
  if (!handed) return ignored('foreign-turn');
  switch (signal.kind) {
    case 'prompt-accepted':
      draft.add({ type: 'message.delivered', messageId, turnId });
      sayPrompt(draft, turnId, own.itemId, message);
      return draft.ingested();
    case 'prompt-refused':
      draft.add({ type: 'message.returned', messageId, reason: 'refused', seen: 'no' });
      holdIfWaiting(draft, 'refused', 'all');
      return draft.ingested();
    case 'prompt-lost':
      draft.add({ type: 'message.returned', messageId, reason: signal.reason, seen: signal.seen });
      holdIfWaiting(draft, signal.seen === 'perhaps' ? 'uncertain' : 'refused', 'all');
      return draft.ingested();
  }
}
