import { type HeldRule, openCode, rules, runtime, scenarios, store } from './held.ts';

export const forks: readonly HeldRule[] = [
  {
    rule: 41,
    says: 'A fork shares the past of another thread up to a settled turn, and its session begins as a copy that ends there; if it cannot be made, it says so.',
    code: [
      `${rules}/decide/thread.ts`,
      `${store}/read/lineage.ts`,
      `${runtime}/commands/fork.ts`,
      `${runtime}/outbox/fork.ts`,
      `${openCode}/server/fork.ts`,
    ],
    tests: [
      [
        `${rules}/fork.unit.test.ts`,
        'its turns and items come after those that it shares, and its session is bound at once',
        'it is named as a fork, not by its first message, and says that it is one until it has a turn of its own',
      ],
      [
        `${store}/read/fork.int.test.ts`,
        'given forks of forks, then each has the turns up to its point and its own, on pages of any size, and a whole reading has the same',
      ],
      [
        `${runtime}/outbox/fork.int.test.ts`,
        'given a turn with others after it, then the copy ends before the first of them, and what is sent goes into the copy alone',
        'given a thread that goes on while it is copied, then the copy is not taken; tried again, it ends where it was asked to',
        'given a turn that the agent began by itself after it, a living one, or none such, then the fork is refused and nothing is made',
      ],
      [
        `${scenarios}/fork.ts`,
        'given two turns, when the thread is forked after the first, then the fork and the agent in it know that one alone, and both threads go on by themselves',
        'given an agent that refuses to fork, then the fork says so and has no conversation, and the next message tries it again',
      ],
    ],
    hardest:
      'Plumbline is killed while the agent copies: at the next start nothing is made up, and the first message goes on from a whole copy. The other thread is removed: its fork is forked again in the past that they shared.',
  },
];
