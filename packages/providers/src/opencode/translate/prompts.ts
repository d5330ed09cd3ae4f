import type { MessageId, Standing, StepFinish, Usage } from '@plumbline/lifecycle';
import { failure, failureOf, isAbort } from '../failures.ts';
import type { AssistantMessage, SnapshotFileDiff } from '../native.ts';

/** One model call: an assistant message of OpenCode. */
export interface Step {
  readonly messageId: string;
  /** Compaction: work for the turn, but its good end says nothing about the turn. */
  readonly auxiliary: boolean;
  standing: Standing;
}

/** What is known of one prompt of ours. */
export interface PromptState {
  readonly id: MessageId;
  /** OpenCode has shown that it has it. */
  accepted: boolean;
  /** What changed in files since it, as was last told. */
  diffs?: readonly SnapshotFileDiff[];
}

/**
 * What OpenCode does from one rest to the next: for a prompt, and for those that were steered into it (rule 26). Prompts that come
 * while it works go into its next model call together, so the work of one cannot be told from that of another.
 */
export interface Run {
  /** The prompt that began it, then the steered ones, in the order in which they were handed over. */
  prompts: PromptState[];
  /** Its work was seen to end; what comes later is not its own unless it says so. */
  rested: boolean;
  newest?: Step;
  newestMain?: Step;
}

export const newRun = (...ids: readonly MessageId[]): Run => ({ prompts: ids.map((id) => ({ id, accepted: false })), rested: false });

export function addStep(run: Run, step: Step): void {
  run.newest = step;
  if (!step.auxiliary) run.newestMain = step;
}

/** The newest prompt that OpenCode has shown to have. */
export const newestAccepted = (run: Run): PromptState | undefined => run.prompts.findLast((prompt) => prompt.accepted);

/** The newest step of all messages made for its prompts (T1); a compaction that went well is passed over. */
export function standingOf(run: Run): Standing {
  const newest = run.newest;
  const decisive = newest?.auxiliary && newest.standing.kind === 'ended' ? run.newestMain : newest;
  return decisive?.standing ?? { kind: 'none' };
}

export const isEnded = (standing: Standing): boolean => standing.kind !== 'none' && standing.kind !== 'open';

/** How a model call stands, by its message. */
export function standingOfMessage(info: AssistantMessage): Standing {
  if (info.error) return isAbort(info.error) ? { kind: 'aborted' } : { kind: 'failed', failure: failureOf(info.error) };
  if (info.time.completed === undefined) return { kind: 'open' };
  // T2: an abort during a retry leaves an end without a reason and without an error.
  if (!info.finish) return { kind: 'aborted' };
  const finish = finishOf(info.finish);
  if (finish === 'error') return { kind: 'failed', failure: failure('PROVIDER_TURN_FAILED', `The model ended with "${info.finish}".`) };
  return { kind: 'ended', finish };
}

function finishOf(reason: string): StepFinish {
  switch (reason) {
    case 'stop':
    case 'length': // cut by the model's own limit: an end that it knows
      return 'final';
    case 'tool-calls':
      return 'more';
    case 'content-filter':
    case 'error':
      return 'error';
    default: // `unknown` and `other`: A5.6, the runaway
      return 'unknown';
  }
}

/** What the step's end is counted as; null for an abort, which is no end of a step's own. */
export function stepFinish(standing: Standing): StepFinish | null {
  switch (standing.kind) {
    case 'ended':
      return standing.finish;
    case 'failed':
      return 'error';
    case 'none':
    case 'open':
    case 'aborted':
      return null;
  }
}

export function usageOf(info: AssistantMessage): Usage {
  const { tokens } = info;
  return {
    input: tokens.input,
    output: tokens.output,
    reasoning: tokens.reasoning,
    cacheRead: tokens.cache.read,
    cacheWrite: tokens.cache.write,
    cost: info.cost,
  };
}
