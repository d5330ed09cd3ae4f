import type { StopMark, TurnSummary } from '@plumbline/lifecycle';

/**
 * Whether a turn that had started leaves a prompt behind that the model must not get later: the user stopped it before
 * anything of an answer was shown (M2). A turn that failed or lost its process keeps its prompt: "go on" speaks of it.
 */
export function isTakenBack(ended: TurnSummary['state'], stop: StopMark | undefined, answered: boolean): boolean {
  return ended === 'interrupted' && stop !== undefined && !answered;
}
