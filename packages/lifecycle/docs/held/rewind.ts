import { explore, type HeldRule, openCode, rules, runtime, scenarios } from './held.ts';

export const rewinds: readonly HeldRule[] = [
  {
    rule: 42,
    says: 'A rewind takes turns back, files and conversation together or neither, and can be undone until a turn begins after it; where nobody knows whether it was done, nobody says so.',
    code: [
      `${rules}/decide/rewind.ts`,
      `${rules}/evolve/rewind.ts`,
      `${rules}/ingest/rewind.ts`,
      `${runtime}/commands/rewind.ts`,
      `${runtime}/outbox/rewind.ts`,
      `${openCode}/server/rewind.ts`,
      `${explore}/rewind.ts`,
      `${explore}/moves/rewind.ts`,
    ],
    tests: [
      [
        `${rules}/rewind.unit.test.ts`,
        'asked for, it is under way until the provider answers; then it stands, and is undone as a whole',
        'the turn that begins after it makes it final, and its row says which turns left',
        'given a rewind, when it goes further back, then all is undone together, and if that fails the first stands',
        'while it is under way no message is taken, no queue drains, and there is no second one',
        'given a provider that ends before it answers, then nobody says that it is done or not, and the next binding asks',
        'given no session, then one is bound for it; if none comes, it was not done',
        'given work that nobody here asked for after it, then it stands: that may be an echo; the next turn that was asked for makes it final',
      ],
      [
        `${runtime}/outbox/rewind.int.test.ts`,
        'given a rewind, when a message is sent, then it is final, what was rewound stays in the thread, and a fork leaves it out',
        'given an answer that is lost, then it is asked again until there is one, and no message is taken meanwhile',
        'given Plumbline killed in mid-call, when it is started again beside the agent that lives on, then it is found out at once',
      ],
      [
        `${openCode}/rewind.int.test.ts`,
        'given turns that wrote files, when they are rewound and that is undone, then files go back and forth, those of the user stay, and both may be asked again',
        'given a directory without git, then the conversation does not go back without the files',
      ],
      [
        `${scenarios}/rewind.ts`,
        'given rewound turns, when the next message is sent, then the agent has them no more, the thread still shows them, and it cannot be undone',
        'given a rewind that the agent has not answered, when Plumbline is killed and started again, then it takes place once',
      ],
    ],
    hardest:
      'Plumbline is killed while the call stands before the agent, or after the agent has done it and not answered: at the next start it is asked again, the files lie where they should, and the next message goes on from there.',
  },
];
