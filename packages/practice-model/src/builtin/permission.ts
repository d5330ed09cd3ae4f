import { type Builtin, fenced, outputOf, say } from './builtin.ts';

const command = 'cat /etc/hosts';

/**
 * Provokes a permission request without any configuration: OpenCode asks by default (`external_directory`) before a
 * command touches a path outside the project. Reading this file harms nothing, and it is there on Linux and macOS.
 */
export const permission: Builtin = {
  name: 'permission',
  pattern: /^ask( me)?( for)?( a)? permission$/,
  needs: ['bash'],
  play(conversation) {
    if (conversation.step === 0)
      return [
        say('I would like to read `/etc/hosts`, a file outside this project. OpenCode asks you before I may; allow it or deny it.\n'),
        { kind: 'tool', tool: 'bash', args: { command, description: 'Read a file outside the project' } },
      ];
    const output = outputOf(conversation, 'bash');
    if (output === undefined) return [say(`I have no result of \`${command}\` to show.`)];
    const feedback = /^The user rejected permission[^:]*(?:: ([\s\S]*))?$/.exec(output);
    if (feedback)
      return [
        say(
          `You said no${feedback[1] ? `, with the words: “${feedback[1].trim().slice(0, 200)}”` : ''}. The file was not read, and I leave it at that.`,
        ),
      ];
    const lines = output.split('\n').filter((line) => line.trim() !== '');
    return [
      say(
        `The command was allowed to run. \`${command}\` gave ${lines.length} lines; they begin:\n\n${fenced(lines.slice(0, 3).join('\n'))}\n`,
      ),
    ];
  },
};
