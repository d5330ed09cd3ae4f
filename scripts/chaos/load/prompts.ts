import { drop, gate, reasoning, script, status, text, tool } from '@plumbline/practice-model';
import type { PromptKind } from '../plan/schedule.ts';

/** The text of a prompt. `marker` stands in it and in no other one, so that it is found again in a provider's history. */
export function promptOf(kind: PromptKind, marker: string, gates: readonly string[]): string {
  const [first = '', second = '', third = ''] = gates;
  const words = `The answer to ${marker} goes on and on. `;
  const begun = script(marker);
  switch (kind) {
    case 'plain':
      return begun.step(reasoning(`About ${marker}.`), text(words, { chunk: 7, repeat: 6 })).toPrompt();
    case 'gated':
      return begun
        .step(text(words, { chunk: 5 }), gate(first), text(words, { chunk: 5 }), gate(second), text(words), gate(third), text('End.'))
        .toPrompt();
    case 'write':
      return begun
        .step(text(words), tool('write', { filePath: `${marker}.txt`, content: marker }))
        .step(text('Written.'))
        .toPrompt();
    case 'command':
      return begun
        .step(tool('bash', { command: `echo ${marker}; sleep 1; echo done`, description: 'Say the marker' }))
        .step(text('It ran.'))
        .toPrompt();
    case 'permission':
      return begun
        .step(tool('bash', { command: 'cat /etc/hosts', description: 'Read the hosts' }))
        .step(text('Read.'))
        .toPrompt();
    case 'question':
      return begun
        .step(tool('question', { questions: [question] }))
        .step(text('Thank you.'))
        .toPrompt();
    case 'failing':
      return begun.step(status(400, { body: { error: { message: 'No.' } } })).toPrompt();
    case 'broken':
      return begun.step(text(words, { chunk: 9 }), drop({ times: 1 })).toPrompt();
    default:
      return kind satisfies never;
  }
}

const question = {
  header: 'Colour',
  question: 'Which colour?',
  options: [
    { label: 'Red', description: 'The warm one' },
    { label: 'Blue', description: 'The cold one' },
  ],
};
