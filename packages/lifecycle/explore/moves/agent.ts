import { type ItemId, isBound, type MessageId, type RequestId, type SignalBody, type TaskId, type TurnId } from '../../src/index.ts';
import { inServer } from '../feed.ts';
import type { Move } from '../moves.ts';
import { type Agent, type Budget, isAsking, isBusy, type System, type Work } from '../system.ts';
import { Broken } from '../truth.ts';
import { limit, unavailable } from './failures.ts';
import { dead, inAgent, isLive, spend } from './spend.ts';

/** The provider's side. */
export function agentMoves(system: System): Iterable<readonly [string, Move]> {
  const { agent } = system;
  const working = agent.up ? Object.keys(agent.work).filter((id) => isLive(agent.work[id] ?? '')) : [];
  return [
    ['the agent takes the prompt', take],
    ['the agent refuses the prompt', refuse],
    ['the prompt is lost on its way', lose],
    ['the agent dies', die],
    ['the agent works of its own accord', foreign],
    ['the agent reports an error', report],
    ['the agent leaves a task running', leave],
    ['the task ends', taskEnds],
    ...working.flatMap(workMoves),
  ];
}

/** Null where too much is on its way already. */
function say(system: System, ...bodies: readonly SignalBody[]): System | null {
  const { wire, agent, left } = system;
  if (wire.length + bodies.length > left.wire) return null;
  return { ...system, wire: [...wire, ...bodies.map((body) => ({ ...body, epoch: agent.epoch }))] };
}

/** Into the work that runs, else it begins its own. A prompt that is taken twice is the worst of all lies. */
const take: Move = (system) => {
  const { inbox, work, up, steering } = system.agent;
  if (inbox === null || !up) return null;
  const id = inbox.replace('m', 't');
  if (work[id] !== undefined) throw new Broken(`I6: ${inbox} was handed over twice`);
  const joins = steering && isBusy(system.agent);
  const begun = { inbox: null, steering: false, work: { ...work, [id]: joins ? ('joined' as const) : ('got' as const) } };
  const taken = inServer(inAgent(system, { ...begun, ...dropped(system.agent) }), { calling: false });
  return say(taken, { kind: 'prompt-accepted', messageId: inbox as MessageId });
};

/** The next prompt drops what is rewound. */
function dropped({ rewound }: Agent): Pick<Agent, 'rewound'> {
  return { rewound: rewound === 'yes' ? 'dropped' : rewound };
}

const refuse: Move = (system, feeder) => {
  const { inbox } = system.agent;
  const paid = inbox === null ? null : spend(system, 'refusals');
  if (!paid || inbox === null) return null;
  const refused = inServer(inAgent(paid, { inbox: null, steering: false }), { calling: false });
  if (!paid.server.calling) return refused;
  const { epoch } = paid.thread.session;
  return feeder.signal(refused, { kind: 'prompt-refused', messageId: inbox as MessageId, failure: limit, epoch });
};

const lose: Move = (system) =>
  system.agent.inbox !== null && !system.server.calling ? inAgent(system, { inbox: null, steering: false }) : null;

const die: Move = (system) => {
  const paid = system.agent.up ? spend(system, 'agentCrashes') : null;
  if (!paid) return null;
  const lookUp = paid.server.calling || paid.server.lookUp;
  const exited = { kind: 'exited', cause: 'exit', epoch: paid.agent.epoch } as const;
  return inServer({ ...paid, agent: dead(paid.agent), wire: [...paid.wire, exited] }, { calling: false, lookUp });
};

const foreign: Move = (system) => {
  const { up, work } = system.agent;
  const paid = up ? spend(system, 'foreign') : null;
  if (!paid || Object.values(work).some(isLive)) return null;
  const id = 'x9' as TurnId;
  return say(inAgent(paid, { work: { ...work, [id]: 'open' }, ...dropped(paid.agent) }), { kind: 'foreign-work', freshTurnId: id });
};

const taskId = 'k' as TaskId;

const leave: Move = (system) => {
  const paid = system.agent.task === 'none' && Object.values(system.agent.work).includes('open') ? spend(system, 'tasks') : null;
  return paid && say(inAgent(paid, { task: 'running' }), { kind: 'task-started', taskId, title: 'sleep', noticeId: 'n' as ItemId });
};

const taskEnds: Move = (system) => {
  if (system.agent.task !== 'running') return null;
  return say(inAgent(system, { task: 'ended' }), { kind: 'task-ended', taskId, lost: false, noticeId: 'n' as ItemId });
};

const isAboutTasks = (system: System) => system.wire.some((signal) => signal.kind === 'task-started' || signal.kind === 'task-ended');

/** After a restart of ours what was left is looked for, and of what was shown the end (rule 12). */
const lookForTasks: Move = (system) => {
  const { agent, thread, server } = system;
  if (!agent.up || !server.binding || !isBound(thread.session) || isAboutTasks(system)) return null;
  if (agent.task === 'running' && !thread.tasks)
    return say(system, { kind: 'task-started', taskId, title: 'sleep', noticeId: 'n' as ItemId });
  return agent.task !== 'running' && thread.tasks
    ? say(system, { kind: 'task-ended', taskId, lost: false, noticeId: 'n' as ItemId })
    : null;
};

/** By the supervisor, whatever the agent says. */
export const taskMoves: readonly (readonly [string, Move])[] = [['tasks are looked for', lookForTasks]];

const report: Move = (system) => {
  const paid = system.agent.up ? spend(system, 'unnamed') : null;
  return paid && say(paid, { kind: 'error-reported', failure: unavailable, ends: false, noticeId: 'n' as ItemId });
};

function workMoves(id: string): (readonly [string, Move])[] {
  const turnId = id as TurnId;
  const as = (system: System, work: Work) => {
    const joined = isLive(work) ? system.agent.work : withJoined(system.agent.work, work);
    return inAgent(system, { work: { ...joined, [id]: work }, looked: false });
  };
  const from = (system: System, work: Work) => (system.agent.work[id] === work ? system : null);
  const idle = { kind: 'idle', standing: { kind: 'none' } } as const;
  const end =
    (work: Work, budget: keyof Budget | null, body: SignalBody): Move =>
    (system) => {
      const paid = budget === null ? system : spend(system, budget);
      const may = paid && from(paid, 'open') && !isAsking(paid.agent.requests);
      return paid && may ? say(as(paid, work), body) : null;
    };
  return [
    [`${id} begins a step`, (s) => from(s, 'got') && say(as(s, 'open'), { kind: 'step-started', turnId })],
    [`${id} is dropped`, drop(id)],
    [`${id} completes`, end('final', null, { kind: 'turn-completed', turnId })],
    [`${id} fails`, end('failed', 'failures', { kind: 'turn-failed', turnId, failure: limit })],
    [
      `${id} reports its failure`,
      end('failed', 'failures', { kind: 'error-reported', turnId, failure: limit, ends: true, noticeId: 'n' as ItemId }),
    ],
    [`${id} ends for an odd reason`, end('odd', 'failures', { kind: 'turn-ended-unknown', turnId, reason: 'odd' })],
    [`${id} falls silent in a step`, end('left', 'failures', idle)],
    [`${id} completes, and only idle says so`, end('final', 'unnamed', { ...idle, turnId, standing: { kind: 'ended', finish: 'final' } })],
    [`${id} pauses`, end('paused', 'pauses', idle)],
    [`${id} goes on`, (s) => from(s, 'paused') && say(as(s, 'open'), { kind: 'step-started', turnId })],
    [`${id} writes`, write(id)],
    [`${id} has written`, written(id)],
    [`${id} asks`, ask(id)],
  ];
}

/** Taken and never begun: only an idle tells of it. */
const drop =
  (id: string): Move =>
  (system) => {
    const paid = system.agent.work[id] === 'got' ? spend(system, 'failures') : null;
    if (!paid) return null;
    const work = { ...withJoined(paid.agent.work, 'dropped'), [id]: 'dropped' as const };
    return say(inAgent(paid, { work, looked: false }), { kind: 'idle', standing: { kind: 'none' } });
  };

/** What was steered into it ends as it does. */
function withJoined(work: Agent['work'], how: Work): Agent['work'] {
  return Object.fromEntries(Object.entries(work).map(([id, state]) => [id, state === 'joined' ? how : state]));
}

const write =
  (id: string): Move =>
  (system) => {
    const paid = system.agent.work[id] === 'open' && system.agent.item === null ? spend(system, 'items') : null;
    if (!paid || system.rows.items[`a${id}`] !== undefined) return null;
    const content = { kind: 'assistant', text: '' } as const;
    return say(inAgent(paid, { item: id }), { kind: 'item-started', turnId: id as TurnId, itemId: `a${id}` as ItemId, content });
  };

const written =
  (id: string): Move =>
  (system) => {
    if (system.agent.item !== id) return null;
    const content = { kind: 'assistant', text: 'all' } as const;
    return say(inAgent(system, { item: null }), { kind: 'item-closed', turnId: id as TurnId, itemId: `a${id}` as ItemId, content });
  };

const ask =
  (id: string): Move =>
  (system) => {
    const { agent } = system;
    const paid = agent.work[id] === 'open' ? spend(system, 'requests') : null;
    if (!paid) return null;
    const requestId = `r${Object.keys(agent.requests).length + 1}` as RequestId;
    const request = { requestId, kind: 'permission', title: 'Run', detail: 'x', choices: ['allow', 'deny'] } as const;
    return say(inAgent(paid, { requests: { ...agent.requests, [requestId]: 'open' } }), {
      kind: 'request-opened',
      turnId: id as TurnId,
      request,
    });
  };
