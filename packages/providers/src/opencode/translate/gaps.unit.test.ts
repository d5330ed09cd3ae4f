import { describe, expect, it } from 'vitest';
import { historyAfter, Replay, readTrace, shownBy, type Trace } from '../../../test/replay.ts';

const traces = [
  'text',
  'tools',
  'permission',
  'question',
  'abort',
  'subagent',
  'error-401',
  'error-500',
  'error-drop',
  'error-context',
  'todo',
];

const single = traces.filter((name) => readTrace(name).prompts.length === 1);

/** The history from the prompt on that is live at `at`, as the adapter reads it. */
function missed(trace: Trace, at: number, prompt: string) {
  const history = historyAfter(trace.events.slice(0, at), trace.session);
  const from = history.findIndex((message) => message.info.id === prompt);
  return from < 0 ? [] : history.slice(from);
}

/** Tells what was missed until `at`, as the adapter does: the history of the session, then of each child whose call is known. */
function heal(replay: Replay, trace: Trace, at: number, prompt: string, fresh: boolean) {
  const seen = trace.events.slice(0, at);
  replay.session.translator.catchUp(missed(trace, at, prompt), fresh);
  for (const child of childrenOf(seen, trace.session)) replay.session.adoptChild(child);
  for (const child of replay.session.translator.children) replay.session.translator.catchUpChild(child, historyAfter(seen, child));
}

function childrenOf(events: Trace['events'], session: string): string[] {
  return events.flatMap((event) =>
    event.type === 'session.created' && event.properties.info.parentID === session ? [event.properties.info.id] : [],
  );
}

/** Where the next prompt begins: it is handed over by us, so no gap swallows that. */
function nextPrompt(trace: Trace, from: number): number {
  const seen = new Set(historyAfter(trace.events.slice(0, from), trace.session).map((message) => message.info.id));
  const next = trace.events.findIndex(
    (event, index) =>
      index >= from &&
      event.type === 'message.updated' &&
      !seen.has(event.properties.info.id) &&
      trace.prompts.some((prompt) => prompt === event.properties.info.id),
  );
  return next < 0 ? trace.events.length : next;
}

/** No text but a beginning of what the part came to be may ever be shown. */
function expectNoWrongText(replay: Replay, whole: Map<string, string>) {
  for (let end = 0; end <= replay.signals.length; end += 1) {
    for (const [part, item] of shownBy(replay.signals.slice(0, end))) {
      const full = whole.get(part);
      if (full !== undefined) expect(full.startsWith(item.text)).toBe(true);
    }
  }
}

function wholeTexts(trace: Trace): Map<string, string> {
  return new Map(
    new Replay(trace)
      .play()
      .signals.flatMap((signal) =>
        signal.kind === 'item-closed' && 'text' in signal.content ? [[signal.part, signal.content.text] as const] : [],
      ),
  );
}

describe('a gap of the stream', () => {
  it('given text in the making when it begins, then nothing is appended after it, and the end brings the whole', () => {
    const trace = readTrace('text');
    const delta = trace.events.findIndex((event) => event.type === 'message.part.delta');
    const replay = new Replay(trace).play(trace.events.slice(0, delta + 1));
    replay.session.translator.catchUp(missed(trace, delta + 2, trace.prompts[0] ?? ''), false);
    replay.play(trace.events.slice(delta + 2));
    expect(replay.story().slice(3)).toEqual([
      'p1 started assistant',
      'p1 text @0 "Hello from t"',
      'p1 gap',
      'p1 closed assistant "Hello from the mock model, streaming."',
      'p1 step-ended final',
      'p1 idle, ended final',
    ]);
  });

  it.each(traces)(
    'given a gap of any length anywhere in %s, then no wrong text is shown, and what is closed at the end is the same',
    (name) => {
      const trace = readTrace(name);
      const uncut = shownBy(new Replay(trace).play().signals);
      const whole = wholeTexts(trace);
      for (let from = 0; from < trace.events.length; from += 3) {
        for (const length of [1, 4, 15]) {
          const to = Math.min(from + length, nextPrompt(trace, from));
          const replay = new Replay(trace).play(trace.events.slice(0, from));
          const live = replay.session.translator.livePrompt;
          if (live === null) continue; // between turns the runtime asks, and nothing is filled in
          heal(replay, trace, to, live, false);
          replay.play(trace.events.slice(to));
          expectNoWrongText(replay, whole);
          for (const [part, item] of shownBy(replay.signals)) if (item.closed) expect(item).toEqual(uncut.get(part));
          const own = (shown: typeof uncut) => [...shown].filter(([, item]) => item.closed).length;
          if (trace.prompts.length === 1) expect(own(shownBy(replay.signals))).toBe(own(uncut));
        }
      }
    },
  );

  it.each(single)(
    'given a fresh process that takes %s up at any point, then it shows no wrong text and ends with the same items',
    (name) => {
      const trace = readTrace(name);
      const uncut = [...shownBy(new Replay(trace).play().signals)].filter(([, item]) => item.closed);
      const whole = wholeTexts(trace);
      const accepted = trace.events.findIndex((event) => event.type === 'message.part.updated');
      for (let at = accepted + 1; at < trace.events.length; at += 1) {
        const replay = new Replay(trace, false);
        const [prompt] = trace.prompts;
        if (prompt === undefined) throw new Error('no prompt');
        replay.session.translator.handOver(prompt);
        heal(replay, trace, at, prompt, true);
        replay.play(trace.events.slice(at));
        expectNoWrongText(replay, whole);
        expect(replay.story()).toContain('p1 prompt-accepted');
        expect([...shownBy(replay.signals)].filter(([, item]) => item.closed).sort()).toEqual(uncut.sort());
      }
    },
  );

  it('given the same history twice, then nothing is told twice', () => {
    const trace = readTrace('tools');
    const replay = new Replay(trace).play(trace.events.slice(0, 40));
    const history = missed(trace, 60, trace.prompts[0] ?? '');
    replay.session.translator.catchUp(history, false);
    const told = replay.story().length;
    replay.session.translator.catchUp(history, false);
    expect(replay.story()).toHaveLength(told);
  });
});
