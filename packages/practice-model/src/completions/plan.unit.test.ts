import { describe, expect, it } from 'vitest';
import type { Action } from '../script/action.ts';
import { drop, gate, script, text } from '../script/builder.ts';
import { planAnswer } from './plan.ts';
import { pieces } from './play.ts';
import { type ChatRequest, readChatRequest } from './request.ts';

const tools = ['bash', 'read', 'write', 'question'].map((name) => ({ type: 'function', function: { name } }));
const env = { role: 'system', content: 'You are an agent.\n<env>\n  Working directory: /home/me/some project\n</env>' };
const user = (content: unknown) => ({ role: 'user', content });
const said = (content: string) => ({ role: 'assistant', content });
const called = (id: string, name: string, args: object) => ({
  role: 'assistant',
  content: '',
  tool_calls: [{ id, type: 'function', function: { name, arguments: JSON.stringify(args) } }],
});
const result = (id: string, content: string) => ({ role: 'tool', tool_call_id: id, content });
const request = (...messages: object[]): ChatRequest => readChatRequest({ messages: [env, ...messages], tools, stream: true });
const withoutTools = (system: string, ...messages: object[]): ChatRequest =>
  readChatRequest({ messages: [{ role: 'system', content: system }, ...messages], stream: true });
const wordsOf = (actions: readonly Action[]) => actions.map((action) => (action.kind === 'text' ? action.text : '')).join('');

const prompt = script('k').step(text('one')).step(text('two')).step(text('three')).toPrompt();

describe('which step of a script is played', () => {
  it('given the prompt alone, then the first', () => {
    expect(planAnswer(request(user(prompt)))).toMatchObject({ source: 'script', key: 'k', step: 0, actions: [text('one')] });
  });

  it('given parallel calls in one answer, then they are one step', () => {
    const calls = {
      ...called('a', 'bash', {}),
      tool_calls: [...called('a', 'bash', {}).tool_calls, ...called('b', 'bash', {}).tool_calls],
    };
    expect(planAnswer(request(user(prompt), calls, result('a', ''), result('b', '')))).toMatchObject({ step: 1 });
  });

  it('given what is left of a dropped attempt, then it is no step', () => {
    expect(planAnswer(request(user(prompt), said(''), called('a', 'bash', {}), result('a', '')))).toMatchObject({ step: 1 });
  });

  it('given earlier turns, then their answers do not count', () => {
    const other = script('old').step(text('x')).toPrompt();
    expect(planAnswer(request(user(other), said('x'), user(prompt), said('one')))).toMatchObject({ key: 'k', step: 1 });
  });

  it('given several prompts in a row, then the newest is played', () => {
    expect(planAnswer(request(user('left from a stopped turn'), user(prompt)))).toMatchObject({ key: 'k', step: 0 });
    expect(planAnswer(request(user(prompt), user('hello')))).toMatchObject({ source: 'generic', step: 0 });
  });

  it('given messages that the agent wrote in the name of the user, then they are passed over', () => {
    const reminder = user('<system-reminder>\nDo not forget the plan.\n</system-reminder>');
    expect(planAnswer(request(user(prompt), said('one'), reminder))).toMatchObject({ key: 'k', step: 1 });
    expect(
      planAnswer(
        request(
          user([
            { type: 'text', text: prompt },
            { type: 'text', text: 'Called the Read tool' },
          ]),
        ),
      ),
    ).toMatchObject({ key: 'k' });
  });

  it('given a prompt that the agent wrapped into a reminder, then its script is played', () => {
    const wrapped = user(`<system-reminder>\nThe user sent:\n${prompt}\n</system-reminder>`);
    expect(planAnswer(request(user('hello'), said('hi'), wrapped))).toMatchObject({ key: 'k', step: 0 });
  });

  it('given no step is left, then it says so; a script that loops repeats its last step', () => {
    const over = [said('one'), said('two'), said('three')];
    expect(wordsOf(planAnswer(request(user(prompt), ...over)).actions)).toContain('no more steps');
    const loop = script('l').step(text('one')).step(drop()).loop().toPrompt();
    expect(planAnswer(request(user(loop), ...over)).actions).toEqual([drop()]);
  });
});

describe('auxiliary calls', () => {
  it('given a title call that repeats the prompt, then a title is answered and no step is played', () => {
    const plan = planAnswer(
      withoutTools('You are a title generator.', user('Generate a title for this conversation:\n'), user('Explain this project')),
    );
    expect(plan).toMatchObject({ auxiliary: 'title', source: 'builtin', actions: [text('Explain this project')] });
    const scripted = script('t').step(text('one')).beforeTitle(gate('g')).toPrompt();
    expect(planAnswer(withoutTools('You are a title generator.', user(scripted))).actions).toEqual([gate('g'), text('Practice script t')]);
  });

  const compaction = (conversation: string, before = '') =>
    withoutTools(
      'You are a context summarization agent.',
      user(`Here is it:\n\n<conversation>\n${conversation}\n</conversation>\n\nSummarize.${before}`),
    );
  const goOn = user('Continue if you have next steps, or stop and ask.');

  it('given a compaction in the middle of a script, then the turn goes on at the next step after it', () => {
    const told = `[User]: hello\n\n[Assistant]: hi\n\n[User]: ${prompt}\n\n[Assistant]: one\n[Assistant tool call]: bash({})\n[Tool result]: a`;
    const summary = wordsOf(planAnswer(compaction(told)).actions);
    expect(planAnswer(request(user('What did we do so far?'), said(summary), goOn))).toMatchObject({ key: 'k', step: 1 });

    const again = `[User]: Continue if you have next steps, or stop\n\n[Assistant]: two`;
    const second = wordsOf(planAnswer(compaction(again, `<prior-summary>\n${summary}\n</prior-summary>`)).actions);
    expect(planAnswer(request(user('What did we do so far?'), said(second), goOn))).toMatchObject({ key: 'k', step: 2 });
  });
});

describe('built-in scripts', () => {
  it.each([
    ['Write a file and run it', 'write'],
    ['please write a file, and run it!', 'write'],
    ['\n EXPLAIN THE PROJECT.\nmore words', 'explain'],
    ['Ask me for a permission', 'permission'],
    ['ask a permission', 'permission'],
    ['Ask me a question', 'question'],
    ['Think for a long time', 'think'],
    ['think long', 'think'],
    ['Fail on purpose', 'fail'],
    ['fail', 'fail'],
  ])('given %j, then %s is played', (line, name) => {
    expect(planAnswer(request(user(line)))).toMatchObject({ source: 'builtin', key: name });
  });

  it('given the directory in the system prompt, then paths in tool calls are absolute', () => {
    const { actions } = planAnswer(request(user('Write a file and run it')));
    expect(actions).toContainEqual(
      expect.objectContaining({ tool: 'write', args: expect.objectContaining({ filePath: '/home/me/some project/hello.mjs' }) }),
    );
  });

  it('given an agent without the tools, then it says so and calls none', () => {
    const plan = planAnswer({ ...request(user('Ask me a question')), tools: ['bash'] });
    expect(wordsOf(plan.actions)).toContain('`question`');
    expect(plan.actions.every((action) => action.kind === 'text')).toBe(true);
  });

  it('given a run that failed, then the summary shows what the tool said and claims no success', () => {
    const turn = [called('a', 'write', {}), result('a', 'Wrote file.'), called('b', 'bash', {}), result('b', 'sh: node: not found')];
    const words = wordsOf(planAnswer(request(user('Write a file and run it'), ...turn)).actions);
    expect(words).toContain('sh: node: not found');
    expect(words).toContain('did not print the greeting');
  });

  it('given what the tools found, then the explanation says it and nothing else', () => {
    const directory = '/home/me/some project';
    const look = {
      role: 'assistant',
      content: 'look',
      tool_calls: [
        ...called('a', 'read', { filePath: directory }).tool_calls,
        ...called('b', 'bash', { command: 'git log --oneline -1 2>/dev/null || echo no git history' }).tool_calls,
      ],
    };
    const looked = [
      look,
      result('a', '<type>directory</type>\n<entries>\nsrc/\nREADME.md\nmain.c\n\n(3 entries)\n</entries>'),
      result('b', 'abcdef1 Begin\n'),
    ];
    const second = planAnswer(request(user('Explain this project'), ...looked));
    expect(second.actions).toContainEqual(
      expect.objectContaining({ tool: 'read', args: { filePath: `${directory}/README.md`, limit: 60 } }),
    );

    const read = [
      called('c', 'read', { filePath: `${directory}/README.md` }),
      result('c', '<content>\n1: # Sample\n2: \n3: It counts sheep.\n</content>'),
    ];
    const words = wordsOf(planAnswer(request(user('Explain this project'), ...looked, ...read)).actions);
    expect(words).toContain('**some project** has 1 folder and 2 files: `src/`; `README.md`, `main.c`.');
    expect(words).toContain('abcdef1 Begin');
    expect(words).toContain('begins with “Sample” and goes on: “It counts sheep.”');
    expect(words).not.toContain('package.json');
  });

  it('given the long one, then it takes 20 to 30 seconds', () => {
    const { actions } = planAnswer(request(user('Think for a long time')));
    const ms = actions.map((action) =>
      'paceMs' in action ? [...pieces(action.text, action.chunk ?? 1)].length * (action.paceMs ?? 0) : 0,
    );
    expect(ms.reduce((sum, each) => sum + each, 0)).toSatisfy((total: number) => total > 20_000 && total < 30_000);
  });

  it('given anything else, then the answer repeats what was said, unformatted, and offers the prompts', () => {
    const words = wordsOf(planAnswer(request(user('Why is <b>the</b> sky *blue*?'))).actions);
    expect(words).toContain('You asked: “Why is \\<b\\>the\\</b\\> sky \\*blue\\*?”');
    expect(words).toContain('no language model');
    expect(words).toContain('**Write a file and run it**');
  });
});

describe('pieces', () => {
  it('given a surrogate pair at the cut, then it is kept whole', () => {
    expect([...pieces('a😀b', 2)]).toEqual(['a😀', 'b']);
  });
});
