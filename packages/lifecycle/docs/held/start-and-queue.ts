import { type HeldRule, openCode, rules, runtime, scenarios, store } from './held.ts';

export const startAndResume: readonly HeldRule[] = [
  {
    rule: 21,
    says: 'One start at a time for a thread, and bound means that a first prompt can be served.',
    code: [
      `${rules}/decide/send.ts`,
      `${runtime}/outbox/bind.ts`,
      'packages/providers/src/hosted/keeper.ts',
      `${openCode}/server/directories.ts`,
    ],
    tests: [
      [
        `${scenarios}/turn.ts`,
        'given a new thread, when two messages are sent at once, then one session is made and two turns follow one another',
      ],
      [
        `${runtime}/outbox/turn.int.test.ts`,
        'given a running turn, when another message is sent, then it waits, and goes when the turn has completed, in the same session (rules 21, 25)',
      ],
      [
        `${openCode}/restart.int.test.ts`,
        'given two binds at once, then one server serves both, and a clean stop aborts what is busy and leaves nothing',
      ],
    ],
    hardest: 'Two sends at once on a thread whose OpenCode does not run yet: one process, one session, two turns in order.',
  },
  {
    rule: 22,
    says: 'A conversation is gone on with or the user is asked; a new one never begins in silence.',
    code: [`${rules}/decide/stop.ts`, `${runtime}/outbox/bind.ts`, `${openCode}/session.ts`],
    tests: [
      [
        `${runtime}/lanes/damaged.int.test.ts`,
        'given it rests, when a message is sent, then it comes back, and goes on without its memory only when the user says so (rule 22)',
      ],
      [`${rules}/rules.unit.test.ts`, 'rule 22: a new context is chosen, never silent', 'the choice stands until a bind has followed it'],
      [
        `${runtime}/outbox/turn.int.test.ts`,
        'given a session that was let go, when a message is sent, then the recorded session is resumed in a new epoch (rule 22)',
        'given a conversation that is lost, when the user chooses to go on without it, then the next bind resumes nothing (rule 22)',
        'given an agent that begins another conversation where it was to go on, then that one is closed, and the message comes back (rule 22)',
      ],
      [
        `${openCode}/opencode.int.test.ts`,
        'given a session of another directory, when it is to be gone on with, then it is lost, and says where it belongs',
      ],
      [
        `${scenarios}/thread.ts`,
        'given a conversation that the agent has lost, then the message comes back, and goes on only when the user chooses to go on without it',
      ],
    ],
    hardest:
      'An agent that answers a resume with a new conversation, and a record of the conversation that cannot be read any more: both came through in silence and no longer do. The message comes back until the user chooses.',
  },
  {
    rule: 23,
    says: 'A start has a deadline and a typed failure, and holds up nobody else.',
    code: [`${runtime}/timers/watch.ts`, `${runtime}/outbox/bind.ts`, `${runtime}/lanes/executor.ts`],
    tests: [
      [`${runtime}/timers/watch.unit.test.ts`, 'given a turn that is not handed over, when 30 s pass, then the start has failed (rule 23)'],
      [
        `${runtime}/outbox/turn.int.test.ts`,
        'given an agent that hangs in one start, when another thread is used, then that one is not delayed; the late session is closed (rules 23, 40)',
      ],
      [
        `${runtime}/supervisor/supervisor.int.test.ts`,
        'given a program that is never ready, when its deadline passes, then it and its commands are dead',
      ],
    ],
    hardest: 'One start hangs past its deadline while another thread of the same agent works; what the late start brings is closed.',
  },
  {
    rule: 24,
    says: 'A project directory that is not there is told by its own code, with what mends it.',
    code: [`${runtime}/outbox/directory.ts`, `${runtime}/boot/projects.ts`, `${runtime}/projects/path.ts`],
    tests: [
      [
        `${runtime}/outbox/turn.int.test.ts`,
        'given a project whose directory was deleted, when a message is sent, then it comes back with its own code, until a new path mends it (rule 24)',
        'given messages that wait, when the directory is gone as the first of them is to go, then the rest is held, and all go in order once it is back (rule 24)',
        'given a bound session, when its directory is deleted or its project moved, then the agent gets no message there; as it was, it goes on',
      ],
      ['e2e/bad-input.e2e.ts', 'a project directory deleted later: the turn says so, the message is not lost, and a new path mends it'],
    ],
    hardest:
      'Between two turns of a bound session, which OpenCode itself would not notice, a file takes the place of the directory, with messages in the queue: nothing is handed over, nothing is lost, and all go in order once it is back.',
  },
];

export const queueAndSteer: readonly HeldRule[] = [
  {
    rule: 25,
    says: 'A message beside a running turn is steered, queued or sent instead, as the user chose; the queue drains by itself only after success.',
    code: [`${rules}/decide/send.ts`, `${rules}/decide/queue.ts`, `${rules}/queue.ts`, `${runtime}/outbox/drain.ts`],
    tests: [
      [
        `${rules}/rules.unit.test.ts`,
        'any other outcome holds it until it is resumed',
        'what is sent while a stop is under way goes next, alone; the rest stays held',
        'what is sent while the queue is held and nothing runs goes at once, alone',
      ],
      [
        `${rules}/steer.unit.test.ts`,
        "a second one does not take the first one's turn away",
        'ranks never meet: a hundred moves between the same two keep an order',
      ],
      [
        `${scenarios}/queue-crash.ts`,
        'given messages that wait, when Plumbline is killed and started again, then they are sent in order, once each',
      ],
      ['e2e/steer.e2e.ts', 'interrupt and send stops the turn and goes next; what was queued stays held, and can be changed and moved'],
    ],
    hardest:
      'Two interrupt-and-sends under one stop, with a queue behind them that was moved about meanwhile: both go, in order, the rest is held.',
  },
  {
    rule: 26,
    says: 'What becomes of a steered message is its own matter and never the turn’s; one that comes too late is queued first.',
    code: [`${rules}/ingest/steer.ts`, `${rules}/settle.ts`, `${runtime}/outbox/look-up.ts`, `${openCode}/translate/prompts.ts`],
    tests: [
      [
        `${rules}/steer.unit.test.ts`,
        'a refused steer fails its message, never the turn, and holds what waits',
        'the turn ends while it is on its way: it becomes a turn of its own, once accepted',
        'a stop while it is on its way stops the turn that it may become, too',
      ],
      [
        `${runtime}/outbox/steer.int.test.ts`,
        'given a steer without an answer, when the stream then tells that the turn had ended before, then the message is a turn of its own',
        'given steered prompts, when the turn is stopped before an answer, then all are taken back before the next one goes (M2)',
      ],
      [
        `${openCode}/steering.int.test.ts`,
        'given a stream that is lost after a prompt was steered in, when it is back, then the answer is told under that prompt',
      ],
      [`${scenarios}/steer.ts`, 'given turns at their ends, when messages are steered in at that very moment, then each is answered once'],
      [
        `${scenarios}/steer-crash.ts`,
        'given a steered message on its way, when Plumbline is killed and started again, then the turn goes on to its end, and the message is the next one, once',
      ],
    ],
    hardest:
      'The answer to the steering call is lost, the turn ends, the stream is cut, the server is killed: the explorer walks these in every order.',
  },
  {
    rule: 27,
    says: 'The same command again is answered as before, a refusal too; another one under its id is a conflict.',
    code: [
      `${runtime}/commands/receipts.ts`,
      `${runtime}/commands/dispatch.ts`,
      `${runtime}/boot/projects.ts`,
      `${store}/writer/append-job.ts`,
    ],
    tests: [
      [
        `${runtime}/lanes/storage.int.test.ts`,
        'given it, when a command was refused for that, then it is no receipt: the same command again is carried out (rule 27)',
      ],
      [
        `${runtime}/commands/dispatch.int.test.ts`,
        'given one command id, when the command comes twice, at once and later, then it is done once and answered the same (rule 27)',
        'given a send whose answer is lost with the server, when it comes again to the next one, then it is answered the same and not done again',
        'given two commands under one id at the same moment, when they differ in text or thread, then one is done and the other is a conflict',
        'given a command that was refused, when it comes again, then it is refused the same, though it would be taken by now',
        'given a command id that was used, when another command comes under it, then it is a conflict, of threads and projects alike',
      ],
      [`${store}/writer/writer.int.test.ts`, 'a receipt comes with its append, and a command is answered once (rule 27)'],
      [
        'packages/client/test/predict.int.test.ts',
        'given an answer that is lost, when it is tried again, then it is the same command; dismissed, it is gone',
      ],
      [
        `${scenarios}/turn.ts`,
        'given a command that was carried out, when it is sent again under its id, then it is not carried out again',
      ],
    ],
    hardest:
      'A send whose answer is cut off is repeated under its id until there is one, over kills of the server: the agent has the prompt once (chaos run).',
  },
];
