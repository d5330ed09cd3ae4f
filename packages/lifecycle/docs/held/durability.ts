import { client, explore, type HeldRule, openCode, rules, runtime, scenarios, store } from './held.ts';

export const durability: readonly HeldRule[] = [
  {
    rule: 33,
    says: 'A prompt is handed over once at most; after a lost answer or a crash it is looked up, and sent again only if it provably cannot be there.',
    code: [`${runtime}/outbox/drain.ts`, `${runtime}/outbox/hand-over.ts`, `${runtime}/outbox/look-up.ts`, `${rules}/queue.ts`],
    tests: [
      [`${rules}/random.unit.test.ts`, 'I6: a message is handed over at most once and has one fate'],
      [
        `${runtime}/reconcile/reconcile.int.test.ts`,
        'given a kill between the hand-over and its acceptance, when the agent has not got it, then it is sent, once (rule 33)',
        'given a stopped prompt that was never answered and then a kill, when the next message is sent, then it is taken back first (M2)',
      ],
      [
        `${runtime}/outbox/turn.int.test.ts`,
        'given a call without an answer, when the agent has the prompt, then it runs; when it has not for long, the message comes back unseen (rule 33)',
      ],
      [
        `${scenarios}/plumbline-crash.ts`,
        'given a turn before the prompt is handed over, when Plumbline and the agent are killed, then the accepted message is carried out at the next start',
      ],
      ['scripts/chaos/audit/checks.unit.test.ts', 'there is a tampered world for each check'],
    ],
    hardest:
      'SIGKILL between writing down the hand-over and its acceptance, of the server, the agent or both: each message is counted in the agent’s own history afterwards (chaos run).',
  },
  {
    rule: 34,
    says: 'Rows are written with their events and can be made again; an unreadable event hurts its own thread alone; a database that refuses shows nothing unsaved.',
    code: [
      `${runtime}/lanes/storage.ts`,
      `${runtime}/lanes/commit.ts`,
      `${store}/writer/writer.ts`,
      `${store}/projection/project.ts`,
      `${rules}/schema/event.ts`,
    ],
    tests: [
      [
        `${runtime}/lanes/damaged.int.test.ts`,
        'given a turn that runs, when started again, then it has its verdict with the start, though its agent lives, and the others go on (rule 14)',
      ],
      [
        `${runtime}/lanes/storage.int.test.ts`,
        'given it, when commands come, then each is refused with the reason, and a stop is still sent to the agent',
        'given it, when the turn ends meanwhile, then nothing unsaved is shown, and when it writes again the end is found out',
        'given it, when a start comes to its end meanwhile, then nothing is handed over; when it writes again the message goes, once',
        'given it, when the agent dies meanwhile, then that is found out when it writes again, for every thread of it',
        'given it, when a turn ends and another message waits, then that one is not sent before the end is written, and once then',
      ],
      [
        `${store}/projection/projections.int.test.ts`,
        'an unreadable or unknown event keeps its version and folds as nothing; its thread is marked, the others are not',
        'a damaged row hides nothing but itself, and is never fatal at start',
      ],
      [
        `${store}/writer/writer.int.test.ts`,
        'given no space, then STORAGE_UNAVAILABLE with nothing half-written; when space is back, writes work again',
      ],
      [`${rules}/random.unit.test.ts`, 'rule 34: evolve is total: with any events unreadable no impossible state arises'],
      [`${client}/follow/fold.unit.test.ts`, 'given an unreadable event, then it keeps its version and the thread is marked damaged'],
    ],
    hardest:
      'The database refuses while one turn ends with a message behind it, another thread starts, and then the agent dies: nothing unsaved is shown or sent, a stop still reaches the agent, and all is found out when it writes again. The record of a running conversation is rubbish at the next start: that thread has its verdict, the others go on.',
  },
  {
    rule: 35,
    says: 'One server for a data directory; agents of an older run are verified and taken up, or killed and seen dead, before anything is bound.',
    code: [
      `${store}/lock/lock.ts`,
      `${runtime}/supervisor/supervisor.ts`,
      `${runtime}/supervisor/sweep.ts`,
      `${runtime}/supervisor/life.ts`,
    ],
    tests: [
      [
        `${store}/lock/lock.int.test.ts`,
        'a second server is refused at once, also by a frozen holder, and told who holds it',
        'kill -9 of the holder frees the lock at once',
        'given many that start at the same moment, and again as the holder dies, then exactly one has it (rule 35)',
      ],
      [
        `${runtime}/supervisor/supervisor.int.test.ts`,
        'given a process of an older run, when adopted, then it is the same life, its end is seen, and it can be ended',
        'given commands in their own sessions whose server died with us, when swept, then they are dead',
        'given the record of another data directory, when swept, then its living process is left and reported',
        'given a damaged record, when swept, then it is removed and its process, found by its mark, is dead',
      ],
      [
        `${openCode}/restart.int.test.ts`,
        'given another process of ours takes the living server up in mid-text, then the text is whole at the end',
      ],
      [
        `${runtime}/reconcile/reconcile.int.test.ts`,
        'given a data directory in use, when a second server starts, then it is refused with a typed code (rule 35)',
      ],
    ],
    hardest:
      'Four servers take one new directory at the same moment, and again in the moment in which the winner is killed: one has it. The record of an agent is damaged and its commands have left its process group: they are found by the mark in their environment.',
  },
  {
    rule: 36,
    says: 'What the user called a thread stays, whatever an agent would call it.',
    code: [`${rules}/decide/title.ts`, `${rules}/ingest/work.ts`, `${rules}/decide/thread.ts`],
    tests: [
      [
        `${openCode}/translate/session.unit.test.ts`,
        'given a child session, which has a title of its own, then that is nobody’s title (rule 36)',
      ],
      [
        `${rules}/decide/title.unit.test.ts`,
        'given its first message, then it is named by it, and the name stays a default',
        'given a title of the user, or an earlier message, then nothing renames it',
        'where the user chose the very words of the agent',
        'the default is a title like any, once the user chose it',
        'what is no title, or none of this binding, renames nothing and is not written',
      ],
    ],
    hardest:
      'In every state, over a new binding, against an agent that insists; where the user chose the default or the very words of the agent; and a sub-agent of real OpenCode with a title of its own.',
  },
];

export const time: readonly HeldRule[] = [
  {
    rule: 37,
    says: 'An agent that tries again is shown as trying again; that is no failure, and Stop works in it.',
    code: [`${rules}/ingest/work.ts`, `${openCode}/translate/session.ts`, `${rules}/describe.ts`],
    tests: [
      [`${rules}/rules.unit.test.ts`, 'a retry is a mark of the running turn, told once, and the next work takes it away'],
      [
        `${openCode}/translate/session.unit.test.ts`,
        'given faults that are tried again, then they are retries of a running turn (rule 37)',
      ],
      [`${openCode}/opencode.int.test.ts`, 'given a retry, when it is aborted (T2), then the idle names the prompt and is no success'],
      ['e2e/stop.e2e.ts', "stop in a provider's retry"],
    ],
    hardest: 'Stop during the wait of a real OpenCode between two tries: it ends without a reason and without an error, and is no success.',
  },
  {
    rule: 38,
    says: 'A turn that goes on and on without an end is stopped by the guard and ends as an error of its own.',
    code: [`${rules}/ingest/work.ts`, `${rules}/evolve/turn.ts`, `${rules}/settle.ts`],
    tests: [
      [
        `${rules}/rules.unit.test.ts`,
        'eight steps in a row without a reason: the guard stops the turn, and it ends as RUNAWAY',
        'a reason in between starts the count anew; 120 steps in a minute are too many all the same',
        'a minute is any minute: it trips on a burst, wherever in the turn that begins',
        'a clock that goes back an hour makes no minute of an hour, and one that goes ahead hides no burst',
        'the user was first: it ends as stopped by the user, however long it goes on',
        'it was first: a Stop of the user takes nothing away from it, and a deaf agent is escalated to the same end',
      ],
      ['e2e/bad-input.e2e.ts', 'a model that ends its answers without a reason, for ever, is stopped by the guard'],
      [
        `${scenarios}/trouble.ts`,
        'given a model whose answers end without a reason for ever, then the guard stops the turn with its own code, and the next message works',
      ],
    ],
    hardest:
      'The wall clock goes back an hour in a long turn of many short steps (it is not stopped), and a burst begins in the last second of a minute (it is). Behind real OpenCode: a model that never gives a reason, for ever.',
  },
  {
    rule: 39,
    says: 'Times are of when it happened; deadlines run on a clock that a sleeping machine does not move; what changes nothing is not written.',
    code: [`${runtime}/clock/clock.ts`, `${runtime}/timers/watch.ts`, `${rules}/describe.ts`, `${rules}/ingest/beside.ts`],
    tests: [
      [`${rules}/random.unit.test.ts`, 'rules 8, 39: a second interrupt, and a signal told twice, append nothing'],
      [`${rules}/random.unit.test.ts`, 'I9: an unknown observation changes nothing but the unverified mark, and repeated appends nothing'],
      [`${runtime}/clock/clock.unit.test.ts`, 'given a delay beyond what a timer takes, when set, then it does not fire at once'],
      [`${explore}/explore.int.test.ts`, 'the small scope, to its end: nothing that the law forbids is reached'],
    ],
    hardest:
      'The wall clock of the server jumps 30 days ahead and back while a turn waits: nothing settles, ends or is doubted (chaos run, trial `jumps`).',
  },
  {
    rule: 40,
    says: 'To archive or remove is to stop first; if that fails the thread stays and says why; what an abandoned start brings is closed.',
    code: [`${runtime}/commands/let-go.ts`, `${runtime}/commands/dispatch.ts`, `${runtime}/outbox/bind.ts`, `${rules}/decide/thread.ts`],
    tests: [
      [
        `${runtime}/commands/leaving.int.test.ts`,
        'given a question that is open and messages that wait, when archived, then it expires and they are held; a late answer is told so',
        'given a start under way, when archived, then it is done at once; the session that comes later is closed',
        'given a session that refuses to be let go, when archived, then the thread stays and says why; once it agrees, it is archived',
        'given a removed thread, when its agent goes on telling, then that is counted and opens nothing',
        'given a thread of it that cannot be stopped, then the project stays with it, and says why',
        'given threads that are made in it at that very moment, then each is refused or removed with it',
      ],
      [
        `${runtime}/commands/dispatch.int.test.ts`,
        'given a running turn, when its thread is archived, then it is stopped first, its session let go, and then it is archived (rule 40)',
        'given an agent that cannot be stopped while others use it, when a thread is removed, then it stays and says why (rule 40)',
        'given a project with threads at work, when it is removed, then they are stopped, and nothing of it is listed',
      ],
      [
        `${rules}/rules.unit.test.ts`,
        'archive holds what waits; nothing is taken while archived',
        'remove returns it; commands and signals find nothing then',
      ],
      [`${scenarios}/thread.ts`, 'given a turn in a tool, when its thread is removed, then nothing of it runs on, and the thread is gone'],
    ],
    hardest:
      'A project is removed while threads are made in it and the database keeps them waiting: each is refused or goes with it. A thread is removed while another one works in the same deaf process: it stays, with the reason, and so does its project.',
  },
];
