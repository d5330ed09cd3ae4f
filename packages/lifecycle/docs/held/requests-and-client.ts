import { client, type HeldRule, openCode, rules, runtime, scenarios, store } from './held.ts';

export const requestsAndClient: readonly HeldRule[] = [
  {
    rule: 28,
    says: 'A request lives as long as its turn and its epoch, is resolved by the agent alone, and never opens twice.',
    code: [`${rules}/ingest/request.ts`, `${rules}/decide/answer.ts`, `${runtime}/outbox/answers.ts`, `${openCode}/translate/requests.ts`],
    tests: [
      [
        `${runtime}/outbox/requests.int.test.ts`,
        'given an answer that was confirmed, when a second client answers, then it is told that it was answered; on another thread nothing is known of it',
      ],
      [
        `${rules}/rules.unit.test.ts`,
        'it ends with its turn, in the settling event, and never opens again',
        'the first answer wins, and only the provider resolves it',
        'a request starts a pending turn',
      ],
      [
        `${runtime}/outbox/requests.int.test.ts`,
        'given an open request, when its turn is stopped, then it expires, and if the agent lists it again it is refused there (rule 28)',
      ],
      [`${openCode}/opencode.int.test.ts`, 'given a child session that asks, then its request surfaces, and its end does not end the turn'],
      [`${scenarios}/request.ts`, 'given two clients, when both answer, then the first answer wins, and the second is told'],
      [
        `${scenarios}/gap.ts`,
        'given a permission that is asked for while the event stream is away, then it is shown when the stream is back, and can be answered',
      ],
    ],
    hardest: 'OpenCode goes on listing a permission of a turn that was aborted: it does not open again, and is refused there.',
  },
  {
    rule: 29,
    says: 'Deny refuses the one thing and the agent goes on; Cancel stops the turn as well.',
    code: [`${rules}/decide/answer.ts`, `${openCode}/server/answers.ts`],
    tests: [
      [`${rules}/rules.unit.test.ts`, 'deny refuses one thing; cancel also stops the turn'],
      [
        `${openCode}/opencode.int.test.ts`,
        'given a permission, when it is denied, then the agent goes on; when it is allowed, the file is there',
      ],
      [
        `${scenarios}/request.ts`,
        'given a permission, when it is denied, then that one thing is not done, and the agent goes on',
        'given a permission, when it is cancelled, then the turn is interrupted as well',
      ],
    ],
    hardest: 'Against real OpenCode, whose plain reject ends the run: denied with a message, it goes on to its end.',
  },
  {
    rule: 30,
    says: 'The browser folds what the server folds; holes are noticed and healed, nothing goes back, and closing text replaces what streamed.',
    code: [`${rules}/evolve.ts`, `${client}/follow/fold.ts`, `${client}/timeline/text.ts`, `${store}/writer/text-job.ts`],
    tests: [
      [
        `${store}/projection/projections.int.test.ts`,
        'its state read from rows is the fold of its log at every step, its rows are those of the browser, and a rebuild makes them again',
      ],
      [
        `${client}/follow/fold.unit.test.ts`,
        'given a version is missing, then it is a hole',
        'given a closing event, then it replaces what was streamed, and later pieces change nothing',
        'never move a thread back, but of another log',
      ],
      [
        'packages/client/test/follow.int.test.ts',
        'given the network breaks while the server goes on, then the client says stale, comes back and misses nothing',
        'given the log is another one after a restart, then the client takes the new truth, though it is older',
      ],
      ['scripts/folds/folds.int.test.ts', 'I8: the fold of the server, the fold of the page and the rows are one state at every version'],
    ],
    hardest: 'Random logs, each event in another order of arrival: fold, memory, rows and browser are the same bytes (I8).',
  },
  {
    rule: 31,
    says: 'Stop, send and answer show in the frame of the click, by the same decide, and give way to what the server says.',
    code: [`${client}/predict/predictions.ts`, `${client}/predict/desk.ts`, `${client}/predict/wish.ts`],
    tests: [
      [
        `${client}/predict/random.unit.test.ts`,
        'whatever the network does, what is shown is not older than what is held, and tells no outcome that is not held',
        'whatever the network did, once all is said no prediction is left, and what is shown is what the server has',
      ],
      [`${client}/predict/predictions.unit.test.ts`, 'given events that come before the answer, then the message is not shown twice'],
      [
        'e2e/predict.e2e.ts',
        'an answer that comes long after its effect shows nothing twice',
        'two tabs agree: the other one sees what the server has, and no prediction',
      ],
    ],
    hardest: 'Random networks: answers late, lost or before their events, snapshots in between, the same text sent twice.',
  },
  {
    rule: 32,
    says: 'A send that fails keeps its text and can be tried again.',
    code: [`${client}/predict/failures.ts`, 'apps/web/src/state/drafts.ts', 'apps/web/src/state/sending.ts'],
    tests: [
      [
        'packages/client/test/predict.int.test.ts',
        'given a send that is refused, then it is rolled back, kept with its text and its error, and sent again as another command',
      ],
      [
        'apps/web/src/state/drafts.unit.test.ts',
        'given a message under way, when the page closes before the answer, then it is offered again under its id, not sent',
      ],
      [
        'e2e/predict.e2e.ts',
        'what the server refuses is taken back: a message keeps its text, a change of the queue too, and both can be tried again',
      ],
    ],
    hardest:
      'The page closes between the send and its answer: the text is offered again under the same command id, so that it cannot be carried out twice.',
  },
];
