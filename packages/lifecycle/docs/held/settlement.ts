import { explore, type HeldRule, openCode, rules, runtime } from './held.ts';

export const settlement: readonly HeldRule[] = [
  {
    rule: 1,
    says: 'One outcome for each turn, the first that is told; nothing afterwards changes it.',
    code: [`${rules}/settlement.ts`, `${rules}/settle.ts`, `${rules}/ingest/late.ts`],
    tests: [
      [`${rules}/random.unit.test.ts`, 'rule 1: a settled turn keeps its outcome and its times for ever'],
      [`${explore}/explore.int.test.ts`, 'the small scope, to its end: nothing that the law forbids is reached'],
      [`${runtime}/boot/lying.int.test.ts`, 'given that all is told late, then the outcome that was found by asking stands'],
    ],
    hardest:
      'An agent that says idle in mid-turn, when asked too, so that the turn is settled wrongly; then it works on and ends well. The outcome stays; no order of such facts that the explorer walks changes one.',
  },
  {
    rule: 2,
    says: 'The event that ends a turn is the one that takes its session out of running; what streams is closed just before, in the same append.',
    code: [`${rules}/settle.ts`, `${rules}/evolve/turn.ts`, `${rules}/invariants.ts`],
    tests: [
      [
        `${rules}/settlement.unit.test.ts`,
        'rule 2: the settling append closes the streaming items with what was shown, then ends the turn',
      ],
      [`${rules}/random.unit.test.ts`, 'I1, I2, I3, I5, I6, I12: no state, nor one between two events of an append, breaks an invariant'],
    ],
    hardest: 'Each state between two events of one append is checked too, under random orders of all facts.',
  },
  {
    rule: 3,
    says: 'The end of another turn does nothing to the session.',
    code: [`${rules}/ingest.ts`, `${rules}/ingest/late.ts`],
    tests: [
      [`${rules}/rules.unit.test.ts`, 'the end of another turn does not touch the session'],
      [`${rules}/random.unit.test.ts`, 'rules 3, 4: a signal of another epoch changes nothing'],
      [`${runtime}/boot/lying.turns.int.test.ts`, 'given it tells the end of an older turn in the next one, then the next one goes on'],
    ],
    hardest: 'A real child process tells the end of the turn before while the next one streams.',
  },
  {
    rule: 4,
    says: 'Facts are stamped with the binding they come from; those of an older one change nothing.',
    code: [`${rules}/ingest.ts`, `${runtime}/ingestion/bindings.ts`, `${runtime}/ingestion/receive.ts`],
    tests: [
      [`${rules}/rules.unit.test.ts`, 'an exit of an older epoch cannot stop the successor'],
      [
        `${runtime}/reconcile/reconcile.int.test.ts`,
        'given a process that dies in mid-turn, when told, then the turn is interrupted and the session stopped; a late second report changes nothing',
      ],
    ],
    hardest: 'The exit of a process is reported again when its successor is bound and already has the next prompt.',
  },
  {
    rule: 5,
    says: 'Every known event of an agent is mapped or listed as noise, and the compiler sees to it; what nobody knows is counted.',
    code: [`${openCode}/events.ts`, `${runtime}/metrics/ignored.ts`, `${rules}/ingest.ts`],
    tests: [
      [
        `${openCode}/events.unit.test.ts`,
        'given the table in the README, then it says what the code does: its rows are these',
        'given a kind that no type knows, then it is unknown, not noise',
      ],
      [`${openCode}/opencode.int.test.ts`, 'given all that was done, then no title was asked for, and no event was of an unknown kind'],
      [`${runtime}/boot/lying.int.test.ts`, 'given an event of an unknown kind, then it is counted and changes nothing'],
      [`${runtime}/metrics/metrics.unit.test.ts`, 'given a flood, then all are counted, and one bounded batch is written'],
    ],
    hardest:
      'A flood of facts that belong to nobody: each is counted, and one bounded batch is written. Real OpenCode, through all that the tests do with it, tells no kind that is not in the table.',
  },
  {
    rule: 6,
    says: 'Only a living process that has the session and says so is idle; silence, errors and gaps in an answer are no answer.',
    code: [`${openCode}/observe.ts`, `${runtime}/reconcile/observer.ts`, `${rules}/reconcile.ts`],
    tests: [
      [
        `${openCode}/opencode.int.test.ts`,
        'given a session that OpenCode does not have, then it is lost, and gone when asked about',
        'given a turn that ends while it is away, then nothing is known of it until its items are told, and its end with them',
      ],
      [
        `${runtime}/reconcile/reconcile.int.test.ts`,
        'given a stream that breaks and an agent that does not answer, when asked, then the thread is unverified, until it answers (rule 6)',
      ],
      [
        `${runtime}/boot/lying.int.test.ts`,
        'given that it does not answer when asked, then the thread says that it is not sure, and no outcome is made up',
      ],
      ['e2e/task.e2e.ts', 'an agent that does not answer: the page says that it does not know, and asking again tells'],
    ],
    hardest:
      'Real OpenCode frozen (SIGSTOP) in mid-turn: its process lives, its answers do not come. No outcome is made up, the page says that it does not know, and asking again tells.',
  },
  {
    rule: 7,
    says: 'A turn runs from the moment at which the agent shows that it has the prompt; an answered call is no such sign.',
    code: [`${rules}/ingest/ending.ts`, `${rules}/queue.ts`, `${runtime}/outbox/hand-over.ts`],
    tests: [
      [`${rules}/rules.unit.test.ts`, 'the way of a message: accepted, delivering, delivered; of its turn: pending, running'],
      [
        `${runtime}/outbox/turn.int.test.ts`,
        'given an agent that refuses the message, when it is handed over, then the turn is an error and the message comes back unseen',
        'given an agent that takes the call and never shows the prompt, when the acceptance deadline passes, then it is looked up',
      ],
      [`${runtime}/boot/lying.int.test.ts`, 'given that it is swallowed, then the message comes back after the deadline'],
    ],
    hardest: 'The call is answered 2xx and the prompt is swallowed: the turn never runs, and after the deadline the message comes back.',
  },
];
