import { type Builtin, fenced, outputOf, pathIn, say } from './builtin.ts';

const file = 'hello.mjs';

const program = `// Written by the practice model of Plumbline.
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';

const here = process.cwd();
const names = readdirSync(here).filter((name) => !name.startsWith('.'));

console.log(\`Hello from \${basename(here)}!\`);
console.log(\`Node \${process.version} sees \${names.length} names here: \${names.slice(0, 8).join(', ')}\`);
`;

/** Really writes a file and really runs it, then says what came out. */
export const write: Builtin = {
  name: 'write',
  pattern: /^write (a|the|some|one) (small |little )?(file|program|script) and (run|execute) it$/,
  needs: ['write', 'bash'],
  play(conversation) {
    if (conversation.step === 0)
      return [
        say(`I will write a small program to \`${file}\` and then run it.\n`),
        { kind: 'tool', tool: 'write', args: { filePath: pathIn(conversation, file), content: program } },
      ];
    if (conversation.step === 1)
      return [
        say('Now I run it.\n'),
        { kind: 'tool', tool: 'bash', args: { command: `node ${file}`, description: `Run ${file} with Node` } },
      ];
    const output = outputOf(conversation, 'bash');
    if (output === undefined) return [say(`I have no output of \`node ${file}\` to show.`)];
    if (/^hello from /im.test(output))
      return [say(`\`${file}\` is in the project now, and \`node ${file}\` printed:\n\n${fenced(output)}\n`)];
    return [
      say(`I called \`write\` and then \`node ${file}\`, but that did not print the greeting. The tool said:\n\n${fenced(output)}\n`),
    ];
  },
};
