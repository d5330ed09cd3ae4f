import { canonical } from '../canonical.ts';
import { type Draft, ignored } from '../draft.ts';
import type { Failure } from '../errors.ts';
import type { Ingested, Signal } from '../signals.ts';

type Answer = Extract<Signal, { readonly kind: 'rewound' | 'rewind-undone' | 'rewind-failed' }>;

/** Rule 42: what the provider did, or did not. Told twice, or asked for by nobody any more, it changes nothing. */
export function rewindAnswered(draft: Draft, signal: Answer): Ingested {
  const { rewind, turnCount } = draft.state;
  const { turns, asked } = rewind ?? {};
  switch (signal.kind) {
    case 'rewound':
      if (signal.turns.from < 1 || signal.turns.from > signal.turns.to || signal.turns.to > turnCount) return ignored('unchanged');
      if (!asked && turns && canonical(turns) === canonical(signal.turns)) return ignored('unchanged');
      return draft.add({ type: 'thread.rewound', turns: signal.turns }).ingested();
    case 'rewind-undone':
      return asked || turns ? draft.add({ type: 'thread.rewind-undone' }).ingested() : ignored('unchanged');
    case 'rewind-failed': {
      if (!asked) return ignored('unchanged');
      const { failure, final } = signal;
      return draft.add({ type: 'thread.rewind-failed', failure, ...(final ? { final } : {}) }).ingested();
    }
  }
}

/** No session came in which it could have been asked for: so it was not done. Else that is not known, and stays asked. */
export function failUntold(draft: Draft, failure: Failure): void {
  const asked = draft.state.rewind?.asked;
  if (asked && !asked.told) draft.add({ type: 'thread.rewind-failed', failure });
}

export const neverTold: Failure = {
  code: 'PROVIDER_UNAVAILABLE',
  message: 'The session was stopped before the agent was told; nothing was changed.',
  retryable: true,
};
