import type { MessageId, ThreadId, TurnRange } from '@plumbline/lifecycle';
import { type Provider, ProviderFault } from '@plumbline/providers';
import type { Core } from '../core.ts';
import { signalLane } from '../lanes/apply.ts';
import type { Lane } from '../lanes/lane.ts';
import { isTakenBack } from '../lanes/owed.ts';
import type { Observer } from '../reconcile/observer.ts';
import { failureOf, within } from './calls.ts';

/** A large tree takes an agent seconds to put back. */
const callDeadline = 30_000;
/** Turns that are looked through for one that the agent's conversation has. */
const mostTurns = 50;

/**
 * Asks the provider for the rewind, or its undo, that stands in the state (rule 42). The call may be made again: after a crash, or when its answer
 * was lost, that is how it is found out what is true. Until then it stays asked.
 */
export async function askRewind(core: Core, lane: Lane, provider: Provider, observer: Observer): Promise<void> {
  const { state, binding } = lane;
  const asked = state?.rewind?.asked;
  const turns = asked?.kind === 'rewind' ? asked.turns : state?.rewind?.turns;
  if (!state || !asked || !turns || binding === null) return;
  const { epoch } = state.session;
  const prompts = await promptsOf(core, lane.threadId, turns);
  try {
    await within(core.clock, asked.kind, callDeadline, (deadline) =>
      asked.kind === 'rewind' ? provider.rewind(binding, prompts, deadline) : provider.undoRewind(binding, prompts, deadline),
    );
  } catch (error) {
    if (!isAnswer(error)) {
      core.log.warn({ threadId: lane.threadId, error }, 'Nobody knows whether the agent did the rewind; it is asked again.');
      await observer.ask(lane);
      return;
    }
    const failure = failureOf(error);
    const final = failure.code === 'REWIND_FINAL' ? ({ final: true } as const) : {};
    return signalLane(core, lane, { epoch, kind: 'rewind-failed', failure, ...final });
  }
  await signalLane(core, lane, asked.kind === 'rewind' ? { epoch, kind: 'rewound', turns } : { epoch, kind: 'rewind-undone' });
}

/** A refusal says that nothing was changed; all else says nothing. */
function isAnswer(error: unknown): boolean {
  return error instanceof ProviderFault && error.failure.code !== 'PROVIDER_UNAVAILABLE';
}

/**
 * The prompts of which the agent goes back before the first that it has, oldest first. One that was never handed over, or was taken back, did
 * nothing; the first that did something ends them: where that is not in the conversation, going back to a later one would leave its files.
 */
async function promptsOf(core: Core, threadId: ThreadId, { from, to }: TurnRange): Promise<readonly MessageId[]> {
  const prompts: MessageId[] = [];
  for (const { turn, messageId, answered } of await core.store.findTurnsFrom(threadId, from, mostTurns)) {
    if (turn.number > to) break;
    if (messageId !== undefined) prompts.push(messageId);
    if (turn.startedAt !== undefined && !isTakenBack(turn.state, turn.stop, answered)) break;
  }
  return prompts;
}
