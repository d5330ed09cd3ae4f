import type { Api } from './api.ts';

/** Puts a request aside. False: it is not known. */
export function refuse(api: Api, directory: string, ref: string, signal: AbortSignal): Promise<boolean> {
  const id = encodeURIComponent(ref);
  return isQuestion(ref)
    ? api.reply(`/question/${id}/reject`, directory, undefined, signal)
    : api.reply(`/permission/${id}/reply`, directory, { reply: 'reject' }, signal);
}

/** OpenCode's ids tell their kind by their prefix. */
export const isQuestion = (ref: string): boolean => ref.startsWith('que');
