import type { MessageId } from '@plumbline/lifecycle';
import { describe, expect, it } from 'vitest';
import { Replay, readTrace } from '../../../test/replay.ts';

const story = (name: string) => new Replay(readTrace(name)).play().story();
const endings = (name: string) => story(name).filter((line) => /idle|turn-|error-reported|retrying|prompt-accepted/.test(line));

describe('a recorded turn becomes signals', () => {
  it('given a text turn, then text is told in order, closed whole, and the idle names the prompt', () => {
    expect(story('text')).toEqual([
      'p1 prompt-accepted',
      'p1 step-started',
      'title',
      'p1 started assistant',
      'p1 text @0 "Hello from t"',
      'p1 text @12 "he mock mode"',
      'p1 text @24 "l, streaming"',
      'p1 text @36 "."',
      'p1 closed assistant "Hello from the mock model, streaming."',
      'p1 step-ended final',
      'p1 idle, ended final',
    ]);
  });

  it('given tools, then each has a readable title, its exit code, and ends once', () => {
    const closed = story('tools').filter((line) => line.includes('closed tool'));
    expect(closed).toEqual([
      'p1 closed tool ok 0: echo one; sleep 0.3; echo two; pwd',
      'p1 closed tool ok: /lab/oc-tools/proj/hello.txt',
      'p1 closed tool ok: /lab/oc-tools/proj/README.md',
      'p1 closed tool ok: /lab/oc-tools/proj/hello.txt',
      'p1 closed tool ok: mock',
      'p1 closed tool ok: **/*.txt',
      'p1 closed tool failed: /lab/oc-tools/proj/nope.txt',
      'p1 closed tool ok 3: exit 3',
    ]);
  });

  it('given tools, then what came of them is told in a few words, and an edit with its patch', () => {
    const closed = new Replay(readTrace('tools'))
      .play()
      .signals.flatMap((signal) => (signal.kind === 'item-closed' && signal.content.kind === 'tool' ? [signal.content] : []));
    const of = (tool: string) => closed.find((content) => content.tool === tool);
    expect(['bash', 'write', 'read', 'grep', 'glob'].map((tool) => of(tool)?.note)).toEqual([
      undefined,
      undefined,
      '2 lines',
      '1 match',
      '1 file',
    ]);
    expect(of('edit')?.patch).toContain('@@ -1,2 +1,2 @@\n hello\n-world\n+mock\n');
  });

  it('given changed files, then all of them are told each time that they are others, and last after the end', () => {
    const { signals } = new Replay(readTrace('tools')).play();
    const told = signals.flatMap((signal) => (signal.kind === 'files-changed' ? [signal.files] : []));
    expect(told.map(([file]) => file?.patch?.slice(-21))).toEqual([
      '+1,2 @@\n+hello\n+world\n'.slice(-21),
      '+1,2 @@\n+hello\n+mock\n'.slice(-21),
    ]);
    expect(told.at(-1)).toMatchObject([{ path: 'hello.txt', status: 'added', added: 2, removed: 0 }]);
  });

  it('given a list of things to do, then it is a plan', () => {
    expect(story('todo')).toContain('p1 closed plan "- [ ] step one (in progress)\\n- [ ] step two"');
  });
});

describe('endings', () => {
  it('given an abort with its two idles (A5.1), then only the one after the end names the prompt, and the next turn is its own', () => {
    expect(endings('abort')).toEqual([
      'p1 prompt-accepted',
      'nobody idle, open',
      'p1 turn-aborted',
      'p1 idle, aborted',
      'nobody idle, aborted', // an abort of the idle session
      'p2 prompt-accepted',
      'nobody idle, open',
      'p2 turn-aborted',
      'p2 idle, aborted',
      'p3 prompt-accepted',
      'p3 idle, ended final',
    ]);
    expect(story('abort')).toContain('p2 closed tool cancelled: echo started; sleep 30; echo finished');
  });

  it('given a refusal of the model provider, then the turn fails with its words and a typed code', () => {
    expect(endings('error-401')).toEqual([
      'p1 prompt-accepted',
      'p1 error-reported PROVIDER_AUTH, ends',
      'nobody idle, open',
      'p1 turn-failed PROVIDER_AUTH: mock 401',
      'p1 idle, failed',
    ]);
  });

  it('given a context overflow (T1), then its error ends nothing, and the answer after the compaction is the prompt’s', () => {
    expect(endings('error-context')).toEqual(['p1 prompt-accepted', 'p1 error-reported PROVIDER_TURN_FAILED', 'p1 idle, ended final']);
    const shown = story('error-context').filter((line) => line.includes('closed'));
    expect(shown).toEqual([
      'p1 closed notice "The conversation outgrew the model. It is summarised, then the work goes on."',
      'p1 closed assistant "ok after compaction"',
    ]);
  });

  it('given faults that are tried again, then they are retries of a running turn (rule 37)', () => {
    expect(endings('error-500')).toEqual([
      'p1 prompt-accepted',
      'p1 retrying 1: mock 500',
      'p1 retrying 2: mock 500',
      'p1 idle, ended final',
    ]);
    expect(endings('error-429').slice(1, 2)).toEqual([expect.stringMatching(/^p1 retrying 1/)]);
  });

  it('given answers without an end (A5.6), then each step ends unknown', () => {
    const ends = story('error-truncated').filter((line) => line.includes('step-ended'));
    expect(ends.length).toBeGreaterThanOrEqual(2);
    expect(new Set(ends)).toEqual(new Set(['p1 step-ended unknown']));
  });

  it('given a dropped connection (A5.7), then the dead attempt is discarded before its text is told again', () => {
    const lines = story('error-drop');
    expect(lines.slice(2, 9)).toEqual([
      'p1 started assistant',
      'p1 text @0 "partial then"',
      'p1 text @12 " drop"',
      'p1 discarded',
      expect.stringMatching(/^p1 retrying 1: /),
      'p1 started assistant',
      'p1 text @0 "partial then"',
    ]);
    expect(lines).toContain('p1 closed assistant "partial then drop second attempt text"');
  });

  it('given an abort during a retry (T2), then an end without reason or error is no success', () => {
    const trace = readTrace('error-500');
    const retry = trace.events.findIndex((event) => event.type === 'session.status' && event.properties.status.type === 'retry');
    const replay = new Replay(trace).play(trace.events.slice(0, retry + 1));
    const step = trace.events.find((event) => event.type === 'message.updated' && event.properties.info.role === 'assistant');
    if (step?.type !== 'message.updated' || step.properties.info.role !== 'assistant') throw new Error('no step');
    const info = { ...step.properties.info, time: { created: 1, completed: 2 } };
    replay.session.deliver({ ...step, properties: { ...step.properties, info } });
    replay.session.deliver({ id: '', type: 'session.status', properties: { sessionID: trace.session, status: { type: 'idle' } } });
    expect(replay.story().at(-1)).toBe('p1 idle, aborted');
  });
});

describe('attribution', () => {
  it('given a second prompt before the first has ended (A5.4), then each message belongs to its parent', () => {
    const lines = story('queue');
    expect(lines).toContain('p1 closed tool ok 0: echo tool-ran');
    expect(lines).toContain('p2 closed assistant "second answered"');
    expect(lines.filter((line) => line.includes('idle'))).toEqual(['p2 idle, ended final']);
  });

  it('given a child session, then what it does stands within its call, and its end does not end the prompt', () => {
    const replay = new Replay(readTrace('subagent')).play();
    expect(replay.story().filter((line) => line.includes('idle'))).toEqual(['p1 idle, ended final']);
    const closed = replay.signals.flatMap((signal) => (signal.kind === 'item-closed' ? [signal] : []));
    const call = closed.find(({ content }) => content.kind === 'tool' && content.tool === 'task');
    const inside = closed.filter(({ parent }) => parent === call?.part);
    expect(inside.map(({ content }) => (content.kind === 'tool' ? content.title : content.text))).toEqual(['echo from-sub', 'sub result']);
    expect(closed.filter(({ parent }) => parent === undefined).map(({ content }) => content.kind)).toEqual(['tool', 'assistant']);
  });

  it('given the words of a child, then they are told where they began, and whole at their end, but not as they grow', () => {
    const replay = new Replay(readTrace('subagent')).play();
    const starts = replay.signals.flatMap((signal) => (signal.kind === 'item-started' && signal.parent !== undefined ? [signal] : []));
    const texts = starts.filter(({ content }) => content.kind !== 'tool');
    expect(texts.map(({ content }) => content)).toEqual([{ kind: 'assistant', text: '' }]);
    const parts = new Set(texts.map(({ part }) => part));
    expect(replay.signals.filter((signal) => signal.kind === 'item-text' && parts.has(signal.part))).toEqual([]);
  });

  it('given a child session, which has a title of its own, then that is nobody’s title (rule 36)', () => {
    const trace = readTrace('subagent');
    const titles = trace.events.flatMap((event) =>
      event.type === 'session.created' || event.type === 'session.updated' ? [[event.properties.info.id, event.properties.info.title]] : [],
    );
    const child = titles.find(([id]) => id !== trace.session);
    expect(child?.[1]).toBeTruthy();
    const told = new Replay(trace).play().signals.flatMap((signal) => (signal.kind === 'title' ? [signal.title] : []));
    expect(told).not.toContain(child?.[1]);
    expect(titles.filter(([id]) => id === trace.session).map(([, title]) => title)).toEqual(expect.arrayContaining(told));
  });

  it('given an idle before the prompt is accepted, then it names nobody', () => {
    const trace = readTrace('text');
    const replay = new Replay(trace);
    replay.session.translator.handOver(trace.prompts[0] ?? ('' as never));
    replay.session.deliver({ id: '', type: 'session.status', properties: { sessionID: trace.session, status: { type: 'idle' } } });
    expect(replay.story()).toEqual(['nobody idle, none']);
  });

  it('given work that no prompt of ours asked for, then it is nobody’s', () => {
    const trace = readTrace('text');
    const replay = new Replay({ ...trace, prompts: [] }).play();
    expect(replay.story()).toContain('nobody step-started');
    expect(replay.story()).toContain('nobody closed assistant "Hello from the mock model, streaming."');
    expect(replay.story().filter((line) => line.includes('closed user'))).toHaveLength(1);
  });

  it('given a server that was killed in mid-text, then the next turn’s messages are its own, and nothing closes what was open', () => {
    const lines = story('kill-stream');
    expect(lines.filter((line) => line.includes('closed'))).toEqual(['p2 closed assistant "resumed fine"']);
    expect(lines.at(-1)).toBe('p2 idle, ended final');
  });

  it('given many turns, then only the messages of the last two are kept', () => {
    const replay = new Replay(readTrace('permission')).play();
    expect(replay.session.translator.size.messages).toBeLessThanOrEqual(5);
  });
});

describe('requests', () => {
  it('given permissions, then they open, are resolved, and a refused tool is denied', () => {
    const lines = story('permission');
    expect(lines.filter((line) => line.includes('asks'))).toHaveLength(5);
    expect(lines.filter((line) => line === 'request-resolved')).toHaveLength(4);
    expect(lines.filter((line) => line.includes('closed tool denied'))).toHaveLength(2);
  });

  it('given a request that survives its turn (A5.3), then it is still known as open, so that it can be refused', () => {
    const trace = readTrace('permission');
    const replay = new Replay(trace).play();
    expect(replay.session.translator.openRequests).toHaveLength(1);
  });

  it('given a request that we refuse since its turn is over, then the reply to that is told to nobody (rule 28)', () => {
    const { session, signals } = new Replay(readTrace('permission')).play();
    const before = signals.length;
    const [ref, ...none] = session.translator.takeLeftovers();
    expect(none).toEqual([]);
    session.translator.resolved(ref ?? '', true);
    expect(signals).toHaveLength(before);
    expect(session.translator.openRequests).toEqual([]);
  });

  it('given a question, then it carries its options', () => {
    const opened = new Replay(readTrace('question')).play().signals.find((signal) => signal.kind === 'request-opened');
    expect(opened?.kind === 'request-opened' && opened.request.questions).toEqual([
      {
        id: '0',
        text: 'Which color?',
        options: [
          { label: 'Red', description: 'warm' },
          { label: 'Blue', description: 'cold' },
        ],
        multiple: false,
        free: true,
      },
    ]);
  });
});

describe('steering (rule 26)', () => {
  it('given a steered prompt that OpenCode has not shown when the run ends, then the idle is not its own, and it begins the next run', () => {
    const trace = readTrace('text');
    const delta = trace.events.findIndex((event) => event.type === 'message.part.delta');
    const replay = new Replay(trace).play(trace.events.slice(0, delta));
    const late = 'msg_late' as MessageId;
    replay.session.translator.steer(late);
    expect(replay.session.translator.livePrompt).toBe(trace.prompts[0]);
    replay.play(trace.events.slice(delta));
    expect(replay.story().at(-1)).toBe('p1 idle, ended final');
    expect(replay.session.translator.livePrompt).toBe(late);
  });
});
