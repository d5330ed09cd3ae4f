import { type Builtin, outputOf, say } from './builtin.ts';

const question = 'Which colour shall the plumb bob have?';

/** Asks through OpenCode's question tool, and repeats the answer that came back. */
export const ask: Builtin = {
  name: 'question',
  pattern: /^ask( me)? (a|some) questions?$/,
  needs: ['question'],
  play(conversation) {
    if (conversation.step === 0)
      return [
        say('I need your choice before I go on.\n'),
        {
          kind: 'tool',
          tool: 'question',
          args: {
            questions: [
              {
                question,
                header: 'Colour',
                options: [
                  { label: 'Brass', description: 'What plumb bobs were made of for centuries' },
                  { label: 'Blue', description: 'Easy to see before a white wall' },
                  { label: 'Red', description: 'Easy to see everywhere else' },
                ],
              },
            ],
          },
        },
      ];
    const output = outputOf(conversation, 'question') ?? '';
    const answer = output.split(`"${question}"="`)[1]?.split('"')[0];
    if (answer === undefined)
      return [say(`The question tool gave no answer that I can read. It said: ${output.slice(0, 300) || 'nothing'}`)];
    return [say(`You answered **${answer}**. That is all I wanted to know; a scripted model has no wall to hang it on.`)];
  },
};
