import { expect } from 'vitest';
import { type Act, ask, delegate, edit, fail, say, wait, work } from './play.ts';
import type { Stage } from './stage/stage.ts';
import { newestTexts, type Thread } from './stage/thread.ts';
import type { Ability } from './subject.ts';

/** A moment in the life of a turn, at which a scenario strikes. */
export interface Phase {
  readonly name: string;
  readonly needs: readonly Ability[];
  /** Brings a new thread's first turn there. */
  enter(thread: Thread, stage: Stage): Promise<void>;
  /** Lets through what is held up, and no more; undefined: nothing is. */
  readonly pass?: (thread: Thread, stage: Stage) => Promise<void>;
  /** Lets that turn go on to its end. */
  leave(thread: Thread, stage: Stage): Promise<void>;
  /** What the agent has said and shown by then, and in the end. */
  readonly said: string;
  readonly whole: string;
  /** Whether the agent has the prompt, as far as Plumbline knows. */
  readonly prompt: 'unsent' | 'handed' | 'accepted';
  /** Among threads that enter their phases together: those that hold something up, or do not last, come later. */
  readonly order: number;
}

export const allDone = 'All done.';

/** The turn is before its prompt is handed over: the conversation is being made. */
const starting: Phase = {
  name: 'before the prompt is handed over',
  needs: [],
  said: '',
  whole: allDone,
  prompt: 'unsent',
  order: 3,
  async enter(thread, stage) {
    await stage.holdBack('bind', () => thread.send([say(allDone)]));
    expect((await thread.get()).session).toMatchObject({ status: 'starting', bound: false });
  },
  pass: (_thread, stage) => stage.let('bind'),
  leave: (_thread, stage) => stage.let('bind'),
};

/** The prompt is on its way: nobody knows whether the agent has it. Once it has it, it does not end before it may. */
const handed: Phase = {
  name: 'handed over, not accepted',
  needs: [],
  said: '',
  whole: allDone,
  prompt: 'handed',
  order: 2,
  async enter(thread, stage) {
    await stage.holdBack('prompt', () => thread.send([wait(thread.name('gate')), say(allDone)]));
    expect((await thread.get()).state.turn).toMatchObject({ state: 'pending' });
  },
  pass: (_thread, stage) => stage.let('prompt'),
  async leave(thread, stage) {
    await stage.let('prompt');
    await stage.agent.reached(thread.name('gate'));
    await stage.agent.release(thread.name('gate'));
  },
};

interface AtGate {
  readonly name: string;
  readonly needs?: readonly Ability[];
  readonly said?: string;
  readonly steps: (gate: string) => readonly (readonly Act[])[];
  readonly whole?: string;
}

/** A phase in which the agent stands at a gate. */
function atGate({ name, needs = [], said = '', steps, whole = allDone }: AtGate): Phase {
  return {
    name,
    needs,
    said,
    whole,
    prompt: 'accepted',
    order: 0,
    async enter(thread, stage) {
      await thread.send(...steps(thread.name('gate')));
      await stage.agent.reached(thread.name('gate'));
      await thread.until(
        `the turn runs and shows "${said}"`,
        (each) => each.state.turn?.state === 'running' && newestTexts(each).join('') === said,
      );
    },
    leave: (thread, stage) => stage.agent.release(thread.name('gate')),
  };
}

/** A phase in which the user is asked for something. */
function waiting(name: string, needs: readonly Ability[], steps: (thread: Thread) => readonly (readonly Act[])[], said = ''): Phase {
  return {
    name,
    needs,
    said,
    whole: said + allDone,
    prompt: 'accepted',
    order: 0,
    async enter(thread) {
      await thread.send(...steps(thread));
      await thread.asked();
    },
    async leave(thread) {
      const request = await thread.asked();
      await thread.answer(
        request,
        request.kind === 'question' ? { kind: 'answers', answers: [['Red']] } : { kind: 'decision', decision: 'allow' },
      );
    },
  };
}

const accepted = atGate({ name: 'accepted, without output', steps: (gate) => [[wait(gate), say(allDone)]] });

const streaming = atGate({
  name: 'while text streams',
  said: 'Half of it, ',
  whole: 'Half of it, and the rest.',
  steps: (gate) => [[say('Half of it, ', 3), wait(gate), say('and the rest.')]],
});

const inTool = atGate({
  name: 'in a tool',
  needs: ['commands'],
  said: 'Working. ',
  whole: `Working. ${allDone}`,
  steps: (gate) => [[say('Working. '), work(gate)], [say(allDone)]],
});

const inChild = atGate({
  name: 'while a child works',
  needs: ['children'],
  steps: (gate) => [[delegate({ key: `${gate}-child`, steps: [[say('The child speaks.'), wait(gate)]] })], [say(allDone)]],
});

const approval = waiting(
  'waiting for a permission',
  ['permissions'],
  (thread) => [[say('May I? '), edit(thread.name('made'), 'made')], [say(allDone)]],
  'May I? ',
);

const childAsks = waiting('waiting for a permission of a child', ['permissions', 'children'], (thread) => [
  [delegate({ key: thread.name('child'), steps: [[edit(thread.name('made'), 'made')], [say('The child is done.')]] })],
  [wait(thread.name('gate')), say(allDone)],
]);

/** The model is slow after the child: a stop must reach it there too, should the agent go on after the first abort. */
const childApproval: Phase = {
  ...childAsks,
  async leave(thread, stage) {
    await childAsks.leave(thread, stage);
    await stage.agent.reached(thread.name('gate'));
    await stage.agent.release(thread.name('gate'));
  },
};

const question = waiting('waiting for an answer', ['questions'], () => [[ask('Which colour?', 'Red', 'Green')], [say(allDone)]]);

const retrying: Phase = {
  name: 'while it tries again',
  needs: ['retries'],
  said: '',
  whole: allDone,
  prompt: 'accepted',
  order: 1,
  async enter(thread) {
    await thread.send([fail('broken', 2), say(allDone)]);
    await thread.until('the agent tries again', ({ state }) => state.turn?.state === 'running' && state.turn.retry !== undefined);
  },
  leave: async () => undefined,
};

/** The turns that are live, from their first moment to their last. */
export const livePhases: readonly Phase[] = [
  starting,
  handed,
  accepted,
  streaming,
  inTool,
  inChild,
  approval,
  childApproval,
  question,
  retrying,
];

export const phases = { starting, handed, accepted, streaming, inTool, inChild, approval, childApproval, question, retrying } as const;

/** Just settled: nothing of the turn is live. */
export async function settled(thread: Thread): Promise<void> {
  await thread.send([say(allDone)]);
  await thread.rest(1);
}
