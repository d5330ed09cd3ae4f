import type { Command, Decided } from '../commands.ts';
import { Draft } from '../draft.ts';
import type { Millis } from '../ids.ts';
import { type OpenRequest, type Question, type RequestAnswer, type ThreadState, textLimit } from '../state.ts';
import { accepted, refused } from './refuse.ts';
import { stopTurn } from './stop.ts';

type Respond = Extract<Command, { type: 'thread.request.respond' }>;

/** Rules 28, 29: the first answer wins; `cancel` also interrupts the turn. */
export function answerRequest(state: ThreadState, { requestId, answer }: Respond, now: Millis): Decided {
  const { turn } = state;
  const request = turn?.state === 'running' ? turn.requests[requestId] : undefined;
  if (!turn || !request) return refused('REQUEST_NOT_FOUND', 'No open request of the thread has this id.');
  const blocker = { kind: 'request', id: requestId } as const;
  if (request.state === 'answering') return refused('REQUEST_CLOSED', 'It was answered already.', blocker);
  if (turn.stop) {
    const stop = { kind: 'stop', id: turn.turnId } as const;
    return refused('BLOCKED_BY_STOP', 'Its turn is being stopped.', stop, 'thread.session.stop');
  }
  const problem = answerProblem(request, answer);
  if (problem !== undefined) return refused('REQUEST_ANSWER_INVALID', problem, blocker);
  const draft = new Draft(state, now).add({ type: 'request.answering', requestId, turnId: turn.turnId, answer });
  if (answer.kind === 'decision' && answer.decision === 'cancel') stopTurn(draft, 'user');
  return accepted(draft.events);
}

/** Why the answer does not fit the request; undefined: it fits. */
export function answerProblem(request: OpenRequest, answer: RequestAnswer): string | undefined {
  if (answer.kind === 'decision') {
    if ((answer.message?.length ?? 0) > textLimit) return 'The message is larger than 1 MB.';
    if (answer.decision === 'cancel' || request.choices.includes(answer.decision)) return undefined;
    return `It can be answered with: ${[...request.choices, 'cancel'].join(', ')}.`;
  }
  const questions = request.questions ?? [];
  if (request.kind === 'permission' || questions.length === 0) return 'It wants a decision, not answers.';
  if (answer.answers.length !== questions.length) return `It asks ${questions.length} questions; give one list of answers for each.`;
  for (const [index, question] of questions.entries()) {
    const problem = questionProblem(question, answer.answers[index] ?? []);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function questionProblem(question: Question, answers: readonly string[]): string | undefined {
  if (!question.multiple && answers.length > 1) return `"${question.text}" takes one answer.`;
  if (answers.some((answer) => answer.length > textLimit)) return 'An answer is larger than 1 MB.';
  const strange = answers.find((answer) => !question.options.some((option) => option.label === answer));
  return strange !== undefined && !question.free ? `"${strange}" is not an answer to "${question.text}".` : undefined;
}
