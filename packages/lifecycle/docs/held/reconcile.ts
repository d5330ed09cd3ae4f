import { explore, type HeldRule, openCode, rules, runtime, scenarios, store } from './held.ts';

export const reconcile: readonly HeldRule[] = [
  {
    rule: 14,
    says: 'After a start each live row gets a verdict before its thread takes a command; the pass is bounded and no Stop waits for it.',
    code: [`${runtime}/reconcile/start-up.ts`, `${runtime}/reconcile/observer.ts`, `${rules}/reconcile.ts`],
    tests: [
      [
        `${runtime}/reconcile/reconcile.int.test.ts`,
        'given a kill while the agent lives on, when started again, then the turn is taken up in its epoch and completes with its whole text (rule 14)',
        'given a kill of both, when started again, then the turn is interrupted by the restart and the shown text kept',
        'given an agent that does not answer at the start, when the pass is over, then the thread is left alone, marked, and asked again',
        'given a turn whose process died and then a kill, when the next message binds, then what it had finished is asked for (rule 14)',
      ],
      [
        `${runtime}/boot/runtime.opencode.int.test.ts`,
        'given a turn in mid-stream, when Plumbline and OpenCode are killed, then at the next start it is interrupted by the restart with its text',
      ],
      [
        `${scenarios}/plumbline-crash.ts`,
        'given a turn that ends while Plumbline is away, then at the next start it is completed from the agent’s own record',
      ],
    ],
    hardest:
      'SIGKILL of the server in every phase of a turn, and again in the midst of the next starts, alone and together with the agent: the chaos run, 1,848 kills.',
  },
  {
    rule: 15,
    says: 'The agent is asked whenever a stream comes back, a stop has failed, or a live turn has been silent for long.',
    code: [`${runtime}/timers/watch.ts`, `${runtime}/reconcile/observer.ts`, `${runtime}/ingestion/receive.ts`],
    tests: [
      [
        `${runtime}/timers/watch.unit.test.ts`,
        'given a running turn with signs of life, when it falls silent, then it is asked 20 s after the last one, and again (rule 15)',
      ],
      [
        `${runtime}/reconcile/reconcile.int.test.ts`,
        'given an end that nobody told, when the turn is silent for long, then the agent is asked and the turn completes, inferred (rule 15)',
      ],
      [
        `${scenarios}/gap.ts`,
        'given a turn that ends while the event stream is away, then it is completed with its whole text when the stream is back',
      ],
    ],
    hardest: 'An agent that never tells anything, neither its beginning nor its end, over a stream that stays up.',
  },
  {
    rule: 16,
    says: 'After a gap the history is read first; what was missed is filled in, nothing comes twice, and a mark stands where text is unknown.',
    code: [
      `${openCode}/translate/parts.ts`,
      `${openCode}/translate/session.ts`,
      'packages/providers/src/hosted/follower.ts',
      `${rules}/ingest/item.ts`,
    ],
    tests: [
      [`${rules}/rules.unit.test.ts`, 'rule 16: what is told again after a reconnect doubles nothing'],
      [
        `${openCode}/translate/gaps.unit.test.ts`,
        'given text in the making when it begins, then nothing is appended after it, and the end brings the whole',
        'given the same history twice, then nothing is told twice',
      ],
      [
        `${openCode}/opencode.int.test.ts`,
        'given it is cut while text streams, then what was missed is told, nothing is appended, and the end brings the whole',
      ],
      [
        `${scenarios}/gap.ts`,
        'given text in the making, when the event stream breaks and comes back, then the text is whole at the end',
        'given a steered message on its way, when the turn is stopped while the event stream is away and the agent then begins anew with the message, then each is a turn of its own, and the stop ends both',
      ],
    ],
    hardest:
      'A message is steered and on its way, the user stops, the abort is told into a cut stream, and the message begins work of its own: the history tells the abort first, so that this work is no success of the stopped turn.',
  },
  {
    rule: 17,
    says: 'Silence of a busy agent is shown with its beginning, and settles nothing.',
    code: [`${runtime}/timers/watch.ts`, `${rules}/ingest/beside.ts`, `${rules}/describe.ts`],
    tests: [
      [`${rules}/rules.unit.test.ts`, 'quiet, and never while the user is asked'],
      [`${rules}/describe.unit.test.ts`, 'waiting for the user is never quiet', 'quiet since it was last heard of'],
    ],
    hardest: 'A request opens in the silence: the thread waits for the user and is not quiet.',
  },
  {
    rule: 18,
    says: 'What comes after the end completes the items of its turn; new work is a turn of its own, or an alarm if the user had stopped.',
    code: [
      `${rules}/ingest/late.ts`,
      `${runtime}/lanes/apply.ts`,
      `${runtime}/ingestion/owner.ts`,
      `${store}/projection/rows-of-the-past.ts`,
    ],
    tests: [
      [
        `${rules}/rules.unit.test.ts`,
        'the closing text completes a partial item; outcome and times stay',
        'a turn that the user stopped gets no new items: the abort is sent again',
        'new work of a finished turn is adopted as a turn that can be stopped',
        'the acceptance of its own prompt that comes late is no new work',
        'work while draining is an alarm, never adopted',
      ],
      [
        `${runtime}/boot/lying.turns.int.test.ts`,
        'given it tells of the acceptance when the turn has settled already, then no other turn comes of it',
      ],
      [
        `${scenarios}/thread.ts`,
        'given a session at rest, when somebody else prompts the agent in it, then that is seen as a turn of the provider, and can be stopped',
      ],
    ],
    hardest: 'Another program prompts the same OpenCode session while Plumbline is dead; the next server sees the work, and Stop ends it.',
  },
  {
    rule: 19,
    says: 'An answer to “what is true now?” counts only if nothing happened since it was asked.',
    code: [`${rules}/reconcile.ts`, `${runtime}/reconcile/observer.ts`],
    tests: [
      [`${rules}/rules.unit.test.ts`, 'rule 19: a verdict counts only for its moment'],
      [`${rules}/tasks.unit.test.ts`, 'a message that came meanwhile wins (rule 19)'],
      [
        `${runtime}/reconcile/reconcile.int.test.ts`,
        'given two looks in quick succession, when both say idle without an end, then the second confirms nothing: a second must lie between',
      ],
      [`${explore}/mutants.int.test.ts`, 'each guard that is taken out is caught'],
    ],
    hardest:
      'Epoch, turn, stop mark and last signal change one by one between question and answer; without any one of the guards the explorer finds a thread that lies.',
  },
  {
    rule: 20,
    says: 'An idle session is let go only if nothing lives in it and the agent, asked just then, agrees.',
    code: [
      `${rules}/release.ts`,
      `${runtime}/reconcile/release.ts`,
      `${runtime}/timers/watch.ts`,
      'packages/providers/src/hosted/keeper.ts',
    ],
    tests: [
      [
        `${openCode}/restart.int.test.ts`,
        'given nobody uses it any more and it is being ended, when a thread binds at that moment, then it gets another one and works in it (rule 20)',
      ],
      [
        `${rules}/tasks.unit.test.ts`,
        'asked at that moment and idle: stopped, and what was said stays',
        'busy at that moment: the work is adopted, not cut',
        'a message that came meanwhile wins (rule 19)',
      ],
      [
        `${runtime}/outbox/tasks.int.test.ts`,
        'given a session in which nothing goes on, then it is let go, its process ends, and the next message resumes it',
        'given an agent that is at work at that moment, then nothing is cut',
        'given a message that comes between the question and its answer, then it goes, in the same session',
        'given a command that proves to be left running between the question and its answer, then its session stays',
        'given the last session is let go while another thread starts in the process, then the process stays',
      ],
    ],
    hardest:
      'A message between the question and its answer; a command that proves to be left running in between; and, with real OpenCode, a thread that binds while the process that nobody used is dying (it got that one, and failed; now it gets the next).',
  },
];
