import path from 'node:path';
import { drop, gate, reasoning, script, status, text, tool, truncate } from '@plumbline/practice-model';
import type { Stage } from './stage.ts';

const say = (words: string) => text(words, { chunk: 12 });
const bash = (command: string) => tool('bash', { command, description: command });

export interface Scene {
  readonly name: string;
  /** The user's configuration of OpenCode. */
  readonly config?: Record<string, unknown>;
  /** Default: the scene's name. Empty: OpenCode makes one. */
  readonly title?: string;
  readonly play: (stage: Stage) => Promise<void>;
}

/** One script, played to its end. */
const simple = (name: string, ...steps: Parameters<ReturnType<typeof script>['step']>[]): Scene => ({
  name,
  play: async (stage) => {
    await stage.send(steps.reduce((built, step) => built.step(...step), script(name)));
    await stage.idle(0);
  },
});

/** What test/traces/README.md lists, in its order. */
export const scenes: readonly Scene[] = [
  { ...simple('text', [say('Hello from the mock model, streaming.')]), title: '' },
  {
    name: 'tools',
    play: async (stage) => {
      const file = (name: string) => path.join(stage.directory, name);
      const steps = script('tools')
        .step(say('Running a command.'), bash('echo one; sleep 0.3; echo two; pwd'))
        .step(tool('write', { filePath: file('hello.txt'), content: 'hello\nworld\n' }), tool('read', { filePath: file('README.md') }))
        .step(tool('edit', { filePath: file('hello.txt'), oldString: 'world', newString: 'mock' }))
        .step(tool('grep', { pattern: 'mock' }), tool('glob', { pattern: '**/*.txt' }))
        .step(bash('exit 3'), tool('read', { filePath: file('nope.txt') }))
        .step(say('All done.'));
      await stage.send(steps);
      await stage.idle(0);
    },
  },
  { name: 'permission', config: { permission: { bash: 'ask', edit: 'ask' } }, play: permissions },
  { name: 'question', play: questions },
  { name: 'abort', play: aborts },
  {
    name: 'queue',
    play: async (stage) => {
      await stage.send(script('queue-1').step(say('working '), gate('queue'), bash('echo tool-ran')).step(say('first finished')));
      await stage.gate('queue');
      await stage.send(script('queue-2').step(say('second answered')));
      await stage.control.release('queue');
      await stage.idle(0);
    },
  },
  {
    name: 'subagent',
    play: async (stage) => {
      const child = script('child').step(bash('echo from-sub')).step(say('sub result'));
      const task = tool('task', { description: 'look around', subagent_type: 'general', prompt: child.toPrompt() });
      await stage.send(script('parent').step(task).step(say('parent done')));
      await stage.idle(0);
    },
  },
  simple(
    'todo',
    [
      tool('todowrite', {
        todos: [
          { content: 'step one', status: 'in_progress', priority: 'high' },
          { content: 'step two', status: 'pending', priority: 'low' },
        ],
      }),
    ],
    [say('ok')],
  ),
  simple('error-401', [status(401, { body: { error: { message: 'mock 401' } } })]),
  simple('error-429', [status(429, { headers: { 'retry-after': '1' }, times: 1 }), say('recovered')]),
  simple('error-500', [status(500, { body: { error: { message: 'mock 500' } }, times: 2 }), say('recovered after two 500s')]),
  {
    name: 'error-drop',
    play: async (stage) => {
      // The gate holds the connection until the text is through.
      await stage.send(script('error-drop').step(say('partial then drop'), gate('drop'), drop({ times: 1 }), say(' second attempt text')));
      await stage.event('message.part.delta');
      await stage.control.release('drop');
      await stage.idle(0);
    },
  },
  {
    name: 'error-truncated',
    play: async (stage) => {
      await stage.send(script('error-truncated').step(say('no finish reason'), truncate()).loop());
      const steps = new Set<string>();
      const ended = (id: string, type: string) => type === 'step-finish' && steps.add(id).size >= 3;
      await stage.event('message.part.updated', (event) => ended(event.properties.part.id, event.properties.part.type));
      const mark = stage.mark;
      await stage.abort();
      await stage.idle(mark);
    },
  },
  simple('error-context', [
    status(400, {
      body: {
        error: {
          message: "This model's maximum context length is 100 tokens",
          code: 'context_length_exceeded',
          type: 'invalid_request_error',
        },
      },
      times: 1,
    }),
    say('ok after compaction'),
  ]),
  {
    name: 'kill-stream',
    play: async (stage) => {
      await stage.send(script('kill').step(say('partial answer so far '), gate('kill'), say('never')));
      await stage.event('message.part.delta');
      await stage.gate('kill');
      await stage.kill();
      await stage.start();
      await stage.history();
      const mark = stage.mark;
      await stage.send(script('resumed').step(say('resumed fine')));
      await stage.idle(mark);
    },
  },
];

async function permissions(stage: Stage): Promise<void> {
  const answers: readonly unknown[] = [
    { reply: 'once' },
    { reply: 'reject' },
    { reply: 'reject', message: 'Use a different file name' },
    { reply: 'always' },
    null, // covered by "always"
  ];
  for (const [index, answer] of answers.entries()) {
    const mark = stage.mark;
    const turn = index + 1;
    await stage.send(
      script(`permission-${turn}`)
        .step(bash(`touch approved-${turn}`))
        .step(say(`after permission ${turn}`)),
    );
    if (answer !== null) {
      const asked = await stage.event('permission.asked', undefined, mark);
      await stage.reply('permission', asked.properties.id, 'reply', answer);
    }
    await stage.idle(mark);
  }
  const mark = stage.mark;
  await stage.send(script('permission-6').step(tool('write', { filePath: path.join(stage.directory, 'w6.txt'), content: 'x' })));
  await stage.event('permission.asked', undefined, mark);
  await stage.abort();
  await stage.idle(mark);
}

async function questions(stage: Stage): Promise<void> {
  const colours = [
    { label: 'Red', description: 'warm' },
    { label: 'Blue', description: 'cold' },
  ];
  const ask = (question: string, header: string, options: typeof colours) =>
    tool('question', { questions: [{ question, header, options }] });
  const thinking = reasoning('Let me think about which color to ask.', { chunk: 12 });
  await stage.send(
    script('question')
      .step(thinking, ask('Which color?', 'Color', colours))
      .step(say('Thanks.')),
  );
  const first = await stage.event('question.asked');
  await stage.reply('question', first.properties.id, 'reply', { answers: [['Blue']] });
  await stage.idle(0);
  const mark = stage.mark;
  await stage.send(
    script('question-2')
      .step(ask('Again?', 'Again', [{ label: 'Y', description: 'y' }]))
      .step(say('After reject.')),
  );
  const second = await stage.event('question.asked', undefined, mark);
  await stage.reply('question', second.properties.id, 'reject');
  await stage.idle(mark);
}

async function aborts(stage: Stage): Promise<void> {
  await stage.send(script('abort').step(say('partial text before the gate'), gate('abort'), say('never seen')));
  await stage.gate('abort');
  await stage.abort();
  await stage.idle(0);
  const idleAgain = stage.mark;
  await stage.abort();
  await stage.idle(idleAgain);
  const mark = stage.mark;
  await stage.send(script('abort-2').step(bash('echo started; sleep 30; echo finished')).step(say('after')));
  await stage.event('message.part.updated', (event) => isStarted(event.properties.part), mark);
  await stage.abort();
  await stage.idle(mark);
  const last = stage.mark;
  await stage.send(script('abort-3').step(say('still alive')));
  await stage.idle(last);
}

const isStarted = (part: { readonly type: string; readonly state?: unknown }): boolean =>
  part.type === 'tool' && (part.state as { metadata?: { output?: string } }).metadata?.output === 'started\n';
