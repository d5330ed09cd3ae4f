import type { RequestAnswer } from '@plumbline/lifecycle';
import type { Api } from './api.ts';

/** Without this message a refusal would end the turn (A4), and "deny" means: go on without it (rule 29). */
const denial = 'The user does not allow this. Go on without it, or ask how to go on.';

/** Gives an answer. False: OpenCode does not hold the request. */
export function giveAnswer(api: Api, directory: string, ref: string, answer: RequestAnswer, signal: AbortSignal): Promise<boolean> {
  const id = encodeURIComponent(ref);
  if (answer.kind === 'answers') return api.reply(`/question/${id}/reply`, directory, { answers: answer.answers }, signal);
  const reply = (body: unknown) => api.reply(`/permission/${id}/reply`, directory, body, signal);
  switch (answer.decision) {
    case 'allow':
      return reply({ reply: 'once' });
    case 'allow-always':
      return reply({ reply: 'always' });
    case 'deny':
      return isQuestion(ref) ? refuse(api, directory, ref, signal) : reply({ reply: 'reject', message: answer.message || denial });
    case 'cancel':
      return refuse(api, directory, ref, signal);
  }
}

/** Puts a request aside, which ends its turn if that still runs. False: OpenCode does not hold it. */
export function refuse(api: Api, directory: string, ref: string, signal: AbortSignal): Promise<boolean> {
  const id = encodeURIComponent(ref);
  return isQuestion(ref)
    ? api.reply(`/question/${id}/reject`, directory, undefined, signal)
    : api.reply(`/permission/${id}/reply`, directory, { reply: 'reject' }, signal);
}

/** OpenCode's ids tell their kind by their prefix. */
const isQuestion = (ref: string): boolean => ref.startsWith('que');
