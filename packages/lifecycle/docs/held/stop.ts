import { type HeldRule, openCode, rules, runtime, scenarios } from './held.ts';

export const stopping: readonly HeldRule[] = [
  {
    rule: 8,
    says: 'Stop works in every state without naming a turn, goes before all that waits, and spares what its sender cannot have seen.',
    code: [
      `${rules}/decide/stop.ts`,
      `${runtime}/lanes/executor.ts`,
      `${runtime}/commands/dispatch.ts`,
      'packages/client/src/predict/wish.ts',
    ],
    tests: [
      [
        `${rules}/rules.unit.test.ts`,
        'it spares a turn that the user asked for after the version they saw',
        'it stops a turn that the server began by itself since, from a message sent before',
        'with no turn it holds what waits; with nothing to do it is done already',
      ],
      [
        `${runtime}/lanes/executor.unit.test.ts`,
        'given a queue of commands, when an interrupt comes, then it runs before all that wait (rule 8)',
      ],
      ['e2e/stop.e2e.ts', 'ten clicks have the effect of one, and a queue is held after a stop until it is resumed'],
      [
        `${scenarios}/stop.ts`,
        'given a turn that goes on to its end, when a stop of an older view comes for a later turn, then the later turn goes on',
      ],
    ],
    hardest: 'A click that left the page before the end of the turn that it meant and comes when the next one, asked for later, has begun.',
  },
  {
    rule: 9,
    says: 'A stop is confirmed, has failed with a reason, or is escalated to a kill, within its deadline.',
    code: [`${runtime}/outbox/stop-ladder.ts`, `${runtime}/outbox/force-stop.ts`, `${rules}/ingest/stop.ts`, `${rules}/settle.ts`],
    tests: [
      [
        `${runtime}/outbox/stop.int.test.ts`,
        'given a turn in mid-stream, when it is stopped ten times, then one abort, interrupted, the shown text kept, and the next turn works',
        'given an agent that answers the abort and goes on, when the deadline passes and nothing else lives there, then it is killed: cause deadline',
        'given the same with another thread at work in a healthy process, when the deadline passes, then the stop failed, and Force ends both',
        'given a message of another thread on its way to the same process, when a stop is not answered, then nothing is killed; Force gives it back as perhaps seen',
        'given another thread that starts in the same process, when a stop is not answered, then nothing is killed',
      ],
      [`${rules}/random.unit.test.ts`, 'I4: an interrupt, and the force stop it offers, end whatever runs'],
      [
        `${scenarios}/stop.ts`,
        'given an agent that is deaf to the stop, then the stop is escalated within its deadline, and the next message works',
      ],
    ],
    hardest:
      'An agent that is deaf for ever, from every state that the explorer reaches; and beside it another thread in each phase of its start in the same process.',
  },
  {
    rule: 10,
    says: 'A session that refuses to be stopped stays, and says so; one that is gone already is a success.',
    code: [`${rules}/decide/stop.ts`, `${rules}/ingest/stop.ts`, `${runtime}/outbox/session.ts`],
    tests: [
      [
        `${rules}/rules.unit.test.ts`,
        'refused: the session stays, with the reason',
        'no binding is a success; messages sent meanwhile go after it',
      ],
      [
        `${scenarios}/stop.ts`,
        'given a session at rest, when it is stopped, then it is let go, and the next message goes on with the conversation',
      ],
      ['e2e/session.e2e.ts', 'reconcile, force stop and stop session from the page: force says whose turns end too, and ends them'],
    ],
    hardest: 'A message is sent while the stop of its session is under way: it waits for the next bind.',
  },
  {
    rule: 11,
    says: 'Stop before the turn runs: nothing handed over, nothing sent; on its way, the abort waits for the acceptance.',
    code: [`${rules}/decide/stop.ts`, `${rules}/ingest/ending.ts`, `${runtime}/outbox/stop-ladder.ts`, `${openCode}/session.ts`],
    tests: [
      [
        `${rules}/rules.unit.test.ts`,
        'before anything was handed over: the start is cancelled, the message comes back',
        'while the prompt is on its way: stays pending, and the abort is sent when it is accepted',
        'later work of a stopping turn sends the abort again',
      ],
      [
        `${runtime}/outbox/stop.int.test.ts`,
        'given a prompt on its way, when it is stopped, then the abort waits until the prompt is accepted (M1)',
        'given a prompt that was accepted and never answered, when it is stopped, then it is taken back before the next one goes (M2)',
        'given work that comes after the abort, when it is seen, then the abort is sent again (rule 11)',
      ],
      [
        `${openCode}/opencode.int.test.ts`,
        'given a prompt that was never answered, when it is taken back (M2), then the session has it no longer',
      ],
      ['e2e/stop.e2e.ts', 'stop right after send, in '],
    ],
    hardest:
      'Stop in the same breath as the send, in a directory in which real OpenCode is warm, and in one where it still has to build what a first prompt needs.',
  },
  {
    rule: 12,
    says: 'Stop reaches sub-agents and what commands left behind; what cannot be attributed is shown as a task with a stop of its own.',
    code: [`${openCode}/server/tasks.ts`, `${runtime}/supervisor/survivors.ts`, `${runtime}/outbox/tasks.ts`, `${rules}/ingest/task.ts`],
    tests: [
      ['packages/conformance/src/phases.ts', 'while a child works'],
      [
        `${runtime}/outbox/tasks.int.test.ts`,
        'given more than are watched, when all are told again after a crash, then each was said once, in its place (rules 12, 16)',
      ],
      [
        `${rules}/tasks.unit.test.ts`,
        'it has a stop of its own, which may fail and may be forced',
        'with its binding it is lost, not ended',
        'more than the limit are told, not watched',
        'one of those beyond the limit, told again after a restart, is said once; with room it is watched then (rules 16, 39)',
        'what is told twice, late or of an older binding changes nothing',
      ],
      [
        `${openCode}/tasks.int.test.ts`,
        'given a turn that left one, then it is told when the turn is over, its stop ends it, and only it',
        'given a turn that ended while we were away, then what it left is told after the restart',
      ],
      [
        `${runtime}/supervisor/supervisor.int.test.ts`,
        'given another life of the pid, a stranger, a running child or the server, when to be ended, then nothing is signalled',
      ],
      [
        `${scenarios}/tasks.ts`,
        'given a turn that leaves a command running and ends while Plumbline is away, when Plumbline starts again, then the command is shown as a task, and a force stop ends it',
        'given a task of an earlier turn, when the user stops a later turn, then the task goes on, and is shown',
      ],
      ['e2e/task.e2e.ts', 'what a turn left running is a task: it has a Stop of its own, and one that does not heed it is forced'],
    ],
    hardest:
      'A command that is left by a turn that ends while the server is dead: the next server finds it and shows it. One that does not heed its Stop is ended by force. More tasks than are watched, told again after each restart: each is said once.',
  },
  {
    rule: 13,
    says: 'The “aborted” that an agent reports after our abort is no failure, and no prompt is handed over until the agent is seen at rest.',
    code: [`${rules}/settle.ts`, `${rules}/queue.ts`, `${openCode}/failures.ts`],
    tests: [
      [`${rules}/rules.unit.test.ts`, 'rule 13: after an abort nothing is handed over until the provider is observed idle'],
      [
        `${runtime}/outbox/stop.int.test.ts`,
        'given an aborted turn whose agent is not at rest, when the next message is sent, then it is not handed over before it is (rule 13)',
        'given an aborted turn whose agent is not at rest, when its session is stopped, then it is let go only when it is (rule 13)',
      ],
      [
        `${openCode}/translate/session.unit.test.ts`,
        'given an abort with its two idles (A5.1), then only the one after the end names the prompt, and the next turn is its own',
      ],
    ],
    hardest:
      'The success of a turn crosses the abort: it counts, and still nothing is handed over, since the abort may reach what comes next.',
  },
];
