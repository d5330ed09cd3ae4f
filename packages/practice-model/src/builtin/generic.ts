import type { Conversation } from '../completions/conversation.ts';
import type { Action } from '../script/action.ts';
import { say } from './builtin.ts';
import { practicePrompts } from './prompts.ts';

/** The answer to everything else: it says what was heard, what this model is, and what to try. */
export function genericAnswer(conversation: Conversation): readonly Action[] {
  if (conversation.step > 0) return [say('I have nothing to add to this prompt.')];
  return [say(`${heard(conversation.prompt)}\n\n${offer()}`)];
}

function heard(prompt: string): string {
  const words = prompt.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return 'I got a message without words.';
  if (/^(hi|hello|hey|good (morning|evening|day))\b/i.test(prompt.trim()) && words.length <= 4)
    return 'Hello! I am **Practice**, a scripted model.';
  const asked = /\?\s*$/.test(prompt.trim());
  return `You ${asked ? 'asked' : 'wrote'}: “${quote(prompt)}”${words.length > 30 ? ` (${words.length} words)` : ''}. I cannot ${asked ? 'answer' : 'work on'} that: I am **Practice**, a script that drives the real OpenCode without an account, and no language model.`;
}

/** The beginning of a prompt on one line, with nothing that Markdown would act on. */
function quote(prompt: string): string {
  const line = prompt.replace(/\s+/g, ' ').trim();
  const short = line.length > 120 ? `${line.slice(0, 120).trimEnd()}…` : line;
  return short.replace(/[\\`*_[\]<>#|~]/g, (char) => `\\${char}`);
}

function offer(): string {
  const list = practicePrompts.map(({ prompt, shows }) => `- **${prompt}**: ${shows}`).join('\n');
  return `Send one of these lines, and real tools do real work in your project:\n\n${list}\n\nFor real answers, choose one of the models you have configured in OpenCode.`;
}
