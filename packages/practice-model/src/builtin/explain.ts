import type { Conversation } from '../completions/conversation.ts';
import type { Action } from '../script/action.ts';
import { type Builtin, outputOf, pathIn, say } from './builtin.ts';

const gitCommand = 'git log --oneline -1 2>/dev/null || echo no git history';
const maxNames = 12;

/** Looks at the project with the agent's tools, and then says only what these gave back. */
export const explain: Builtin = {
  name: 'explain',
  pattern: /^(explain|describe) (this|the|my) (project|repository|repo|folder|directory|code)$/,
  needs: ['read', 'bash'],
  play(conversation) {
    const entries = listedEntries(conversation);
    if (conversation.step === 0) return look(conversation);
    const files = conversation.step === 1 ? worthReading(entries) : [];
    if (files.length > 0) return [say('Let me read what tells most.\n'), ...files.map((name) => readFile(conversation, name))];
    return [say(summary(conversation, entries))];
  },
};

function look(conversation: Conversation): readonly Action[] {
  return [
    { kind: 'reasoning', text: 'I do not know this project. I look at its folder and its newest commit first.\n', chunk: 8, paceMs: 25 },
    say('I look at the folder first.\n'),
    { kind: 'tool', tool: 'read', args: { filePath: conversation.directory ?? '.' } },
    { kind: 'tool', tool: 'bash', args: { command: gitCommand, description: 'Show the newest commit' } },
  ];
}

function readFile(conversation: Conversation, name: string): Action {
  return { kind: 'tool', tool: 'read', args: { filePath: pathIn(conversation, name), limit: 60 } };
}

/** The names in the folder; directories end with a slash. Undefined if the tool did not list it. */
function listedEntries(conversation: Conversation): readonly string[] | undefined {
  const output = outputOf(conversation, 'read', (args) => args.filePath === (conversation.directory ?? '.'));
  const listed = /<entries>\n([\s\S]*?)<\/entries>/.exec(output ?? '')?.[1];
  return listed
    ?.split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^\(.*\)$/.test(line));
}

/** The README and the manifest, or else the first plain file. */
function worthReading(entries: readonly string[] | undefined): readonly string[] {
  const files = (entries ?? []).filter((name) => !name.endsWith('/') && !name.startsWith('.'));
  const telling = [/^readme(\.|$)/i, /^(package\.json|pyproject\.toml|Cargo\.toml|go\.mod)$/].flatMap(
    (pattern) => files.find((name) => pattern.test(name)) ?? [],
  );
  return telling.length > 0 ? telling : files.slice(0, 1);
}

function summary(conversation: Conversation, entries: readonly string[] | undefined): string {
  const facts = [
    ...folderFacts(conversation, entries),
    ...gitFacts(conversation),
    ...worthReading(entries).flatMap((name) => fileFacts(conversation, name)),
  ];
  return `${facts.join('\n')}\n\nI am a scripted model: this is what the tools found on your disk, and not an opinion about it.`;
}

function folderFacts(conversation: Conversation, entries: readonly string[] | undefined): string[] {
  const name = conversation.directory?.split('/').at(-1) || 'this folder';
  if (!entries) return [`- I could not list **${name}**.`];
  if (entries.length === 0) return [`- **${name}** is empty.`];
  const directories = entries.filter((entry) => entry.endsWith('/'));
  const files = entries.filter((entry) => !entry.endsWith('/'));
  const parts = [directories, files].filter((part) => part.length > 0).map(names);
  return [
    `- **${name}** has ${count(directories.length, 'folder', 'folders')} and ${count(files.length, 'file', 'files')}: ${parts.join('; ')}.`,
  ];
}

function names(entries: readonly string[]): string {
  const shown = entries.slice(0, maxNames).map((entry) => `\`${entry}\``);
  const rest = entries.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

function gitFacts(conversation: Conversation): string[] {
  const output = outputOf(conversation, 'bash', (args) => args.command === gitCommand)?.trim();
  const commit = /^[0-9a-f]{7,40} .+$/m.exec(output ?? '')?.[0];
  if (commit) return [`- Its newest commit is \`${commit.replaceAll('`', "'")}\`.`];
  return output === 'no git history' ? ['- It has no git history.'] : [];
}

function fileFacts(conversation: Conversation, name: string): string[] {
  const output = outputOf(conversation, 'read', (args) => args.filePath === pathIn(conversation, name));
  const lines = [...(output ?? '').matchAll(/^\d+: ?(.*)$/gm)].map((match) => match[1] ?? '');
  if (lines.length === 0) return [];
  if (name === 'package.json') return packageFacts(lines.join('\n'));
  const title = lines.find((line) => line.trim() !== '')?.trim();
  const next = lines
    .slice(lines.findIndex((line) => line.trim() === title) + 1)
    .find((line) => line.trim() !== '')
    ?.trim();
  return title ? [`- \`${name}\` begins with “${cut(title.replace(/^#+\s*/, ''))}”${next ? ` and goes on: “${cut(next)}”` : ''}.`] : [];
}

function packageFacts(json: string): string[] {
  try {
    const manifest = JSON.parse(json) as { name?: unknown; version?: unknown; scripts?: unknown };
    const scripts = typeof manifest.scripts === 'object' && manifest.scripts !== null ? Object.keys(manifest.scripts) : [];
    const named = typeof manifest.name === 'string' ? ` named \`${manifest.name}\`` : '';
    return [`- \`package.json\` is a package${named}${scripts.length > 0 ? ` with the scripts ${names(scripts)}` : ''}.`];
  } catch {
    return ['- There is a `package.json`, longer than the part I read.'];
  }
}

function cut(words: string): string {
  return words.length > 160 ? `${words.slice(0, 160)}…` : words;
}
