import type { Decision, Question, RequestAnswer } from '@plumbline/lifecycle';
import type { Deed } from '../script/shape.ts';
import type { Run } from './run.ts';
import type { Session } from './session.ts';

const decisions: readonly Decision[] = ['allow', 'allow-always', 'deny', 'cancel'];

/** Asks the user; null: the turn was stopped before the answer. A refusal fails the question, not the turn; a cancellation both (rule 29). */
export async function ask(session: Session, run: Run, deed: Extract<Deed, { readonly do: 'ask' }>): Promise<RequestAnswer | null> {
  const ref = session.name(deed.child ? 'child_request' : 'request');
  const question: Question = {
    id: 'question',
    text: deed.title ?? 'Which?',
    options: (deed.options ?? ['one', 'other']).map((label) => ({ label })),
    multiple: false,
    free: true,
  };
  const request = {
    ref,
    prompt: run.prompt,
    is: deed.kind,
    title: deed.title ?? 'May I?',
    detail: deed.detail ?? '',
    ...(deed.kind === 'question' ? { questions: [question], choices: [] } : { choices: decisions }),
  };
  if (deed.child) session.teller.tell({ type: 'child-at-work' });
  const answer = await new Promise<RequestAnswer | null>((resolve) => {
    session.requests.set(ref, { request, answered: resolve });
    run.signal.addEventListener('abort', () => resolve(null), { once: true });
    session.teller.tell({ type: 'asked', request });
  });
  session.requests.delete(ref);
  if (answer !== null) session.teller.tell({ type: 'answered', ref });
  if (answer?.kind === 'decision' && answer.decision === 'cancel') run.abort();
  return answer;
}
