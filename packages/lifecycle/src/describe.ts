import { isBound } from './evolve/session.ts';
import { tasksOf } from './evolve/task.ts';
import { summaryOf } from './evolve/turn.ts';
import type { Millis } from './ids.ts';
import { waiting } from './queue.ts';
import type { Description, ThreadSummary } from './shapes.ts';
import type { LiveTurn, ThreadState, TurnCause, TurnSummary } from './state.ts';

/** What stands for a thread in lists, from its live state alone. */
export function summarize(state: ThreadState, more: { readonly damaged?: true } = {}): ThreadSummary {
  const {
    threadId,
    projectId,
    title,
    settings,
    forkedFrom,
    session,
    turn,
    lastTurn,
    queue,
    createdAt,
    lastActivityAt,
    archivedAt,
    version,
  } = state;
  const latestTurn = turn ? summaryOf(turn) : lastTurn;
  const requests = turn?.state === 'running' ? Object.values(turn.requests) : [];
  const first = requests.filter((request) => request.state === 'open').sort((a, b) => a.openedAt - b.openedAt)[0];
  const doing = turn ? runningTool(turn) : undefined;
  return {
    threadId,
    projectId,
    title,
    settings,
    ...(forkedFrom ? { forkedFrom } : {}),
    session,
    ...(latestTurn ? { latestTurn } : {}),
    openRequests: requests.length,
    ...(first ? { asks: { title: first.title, detail: first.detail, openedAt: first.openedAt } } : {}),
    ...(doing === undefined ? {} : { doing }),
    queued: waiting(state).length,
    ...(queue.hold ? { held: queue.hold } : {}),
    ...rewindIn(state),
    ...tasksIn(state),
    createdAt,
    lastActivityAt,
    ...(archivedAt === undefined ? {} : { archivedAt }),
    version,
    ...more,
  };
}

function tasksIn(state: ThreadState): Pick<ThreadSummary, 'tasks'> {
  const tasks = tasksOf(state);
  const [oldest] = tasks;
  return oldest ? { tasks: { count: tasks.length, title: oldest.title, since: oldest.startedAt } } : {};
}

/** A turn that came after the rewound ones is what there is to say of the thread. */
function rewindIn({ rewind, turn, turnCount }: ThreadState): Pick<ThreadSummary, 'rewind'> {
  const asked = rewind?.asked;
  const turns = asked?.kind === 'rewind' ? asked.turns : rewind?.turns;
  if (turn || turns?.to !== turnCount) return {};
  return { rewind: { turns: turns.to - turns.from + 1, ...(asked ? { asked: asked.kind, since: asked.requestedAt } : {}) } };
}

function runningTool(turn: LiveTurn): string | undefined {
  if (turn.state !== 'running') return undefined;
  const tools = Object.values(turn.items).filter((item) => item.tool?.result === 'running' || item.tool?.result === 'pending');
  const newest = tools.sort((a, b) => b.order - a.order)[0];
  return newest?.tool ? newest.tool.title || newest.tool.tool : undefined;
}

/**
 * The one sentence about a thread, used everywhere: the first that holds, in the order of docs/lifecycle.md, section 2.
 * `now` decides only what has begun; ages count from `since`.
 */
export function describe(summary: ThreadSummary, now: Millis): Description {
  for (const say of ladder) {
    const description = say(summary, now);
    if (description) return description;
  }
  return { word: 'new', tone: 'idle', label: summary.forkedFrom ? 'Forked' : 'New', actions: ['send'] };
}

type Rung = (summary: ThreadSummary, now: Millis) => Description | undefined;

const stopping: Rung = ({ session, latestTurn }) => {
  const stop = live(latestTurn)?.stop;
  const since = stop?.requestedAt ?? session.stopRequestedAt;
  if (since === undefined) return undefined;
  const reason = stop?.by === 'guard' ? 'the model went on without an answer' : undefined;
  return { word: 'stopping', tone: 'working', label: 'Stopping…', ...because(reason), since, actions: ['force-stop'] };
};

const needsYou: Rung = ({ asks }) => {
  if (!asks) return undefined;
  const line = asks.detail.split('\n', 1)[0] ?? '';
  const reason = line === '' || line === asks.title ? asks.title : `${asks.title}: ${line}`;
  return {
    word: 'needs-you',
    tone: 'needs-you',
    label: 'Waiting for you',
    reason,
    since: asks.openedAt,
    actions: ['respond', 'interrupt'],
  };
};

const retrying: Rung = ({ latestTurn }, now) => {
  const retry = live(latestTurn)?.retry;
  if (!retry) return undefined;
  const seconds = Math.ceil((retry.nextAt - now) / 1000);
  const next = seconds > 0 ? `, next try in ${seconds} s` : '';
  return {
    word: 'retrying',
    tone: 'working',
    label: 'Retrying',
    reason: `${retry.reason} (try ${retry.attempt}${next})`,
    ...from(latestTurn?.startedAt),
    actions: ['interrupt'],
  };
};

const unverified: Rung = ({ session, latestTurn, settings }) => {
  const since = session.unverifiedSince;
  if (since === undefined) return undefined;
  const reason = `asking ${settings.provider || 'the agent'} what is true`;
  return {
    word: 'unverified',
    tone: 'working',
    label: 'Not verified',
    reason,
    since,
    actions: ['reconcile', live(latestTurn) ? 'interrupt' : 'send'],
  };
};

const quiet: Rung = ({ session, openRequests, settings }) => {
  if (session.status !== 'running' || session.quietSince === undefined || openRequests > 0) return undefined;
  const reason = `asking ${settings.provider || 'the agent'}`;
  return { word: 'quiet', tone: 'working', label: 'Quiet', reason, since: session.quietSince, actions: ['interrupt', 'reconcile'] };
};

const working: Rung = ({ session, latestTurn, doing }) => {
  if (session.status !== 'running') return undefined;
  const problem = latestTurn?.stopProblem;
  const reason = problem ? `it could not be stopped: ${problem.message}` : doing;
  const actions = problem ? (['interrupt', 'force-stop'] as const) : (['interrupt'] as const);
  return { word: 'working', tone: 'working', label: 'Working', ...because(reason), ...from(latestTurn?.startedAt), actions };
};

const starting: Rung = ({ session, latestTurn }) => {
  if (session.status !== 'starting') return undefined;
  const reason = session.pendingTurnId === undefined ? undefined : session.bound ? 'handing the message over' : 'starting the agent';
  return {
    word: 'starting',
    tone: 'working',
    label: 'Starting',
    ...because(reason),
    ...from(live(latestTurn)?.requestedAt),
    actions: ['interrupt'],
  };
};

/** Also where nobody can be asked just now whether it was done. */
const rewinding: Rung = ({ rewind, session }) => {
  if (rewind?.asked === undefined) return undefined;
  const label = rewind.asked === 'undo' ? 'Undoing the rewind' : 'Rewinding';
  if (isBound(session)) return { word: 'rewinding', tone: 'working', label, ...from(rewind.since), actions: [] };
  const reason = 'the agent ended before it answered';
  return { word: 'rewinding', tone: 'interrupted', label: `${label}: not known`, reason, ...from(rewind.since), actions: [] };
};

/** How the turns that are rewound ended is not how the thread stands. */
const rewound: Rung = (summary) => {
  const { rewind } = summary;
  if (!rewind) return undefined;
  const reason = rewind.turns === 1 ? '1 turn' : `${rewind.turns} turns`;
  return { word: 'rewound', tone: 'idle', label: 'Rewound', reason, actions: atRest(summary) };
};

const failed: Rung = (summary) => {
  const { latestTurn, session } = summary;
  const failure = latestTurn?.state === 'error' ? latestTurn.failure : session.status === 'error' ? session.lastError : undefined;
  if (latestTurn?.state !== 'error' && session.status !== 'error') return undefined;
  const ended = latestTurn?.state === 'error' ? took(latestTurn) : {};
  return { word: 'failed', tone: 'failed', label: 'Failed', ...because(failure?.message), ...ended, actions: atRest(summary) };
};

const stopped: Rung = (summary) => {
  const { latestTurn } = summary;
  if (latestTurn?.state !== 'interrupted') return undefined;
  const byUser = latestTurn.cause === 'user' || latestTurn.stop?.by === 'user';
  const reason = latestTurn.cause ? interruptedBy[latestTurn.cause] : undefined;
  const label = byUser ? 'Stopped by you' : 'Interrupted';
  return { word: 'stopped', tone: 'interrupted', label, ...because(reason), ...took(latestTurn), actions: atRest(summary) };
};

const held: Rung = (summary) => {
  if (!summary.held || summary.queued === 0) return undefined;
  const reason = summary.queued === 1 ? '1 message waits' : `${summary.queued} messages wait`;
  return { word: 'held', tone: 'idle', label: 'Queue held', reason, since: summary.held.since, actions: atRest(summary) };
};

const task: Rung = ({ tasks }) => {
  if (!tasks) return undefined;
  const reason = tasks.count === 1 ? tasks.title : `${tasks.title} and ${tasks.count - 1} more`;
  return { word: 'task', tone: 'working', label: 'Task running', reason, since: tasks.since, actions: ['send', 'stop-task'] };
};

const done: Rung = (summary) => {
  const { latestTurn } = summary;
  if (latestTurn?.state !== 'completed') return undefined;
  const reason = latestTurn.inferred && latestTurn.cause ? completedBy[latestTurn.cause] : undefined;
  return { word: 'done', tone: 'done', label: 'Done', ...because(reason), ...took(latestTurn), actions: atRest(summary) };
};

const ladder: readonly Rung[] = [
  ...[stopping, needsYou, retrying, unverified, quiet, working, starting],
  ...[rewinding, rewound, failed, stopped, held, task, done],
];

const interruptedBy: Partial<Record<TurnCause, string>> = {
  provider: 'the agent broke off',
  exit: 'the agent ended',
  restart: 'Plumbline was restarted, and the agent had not finished',
  reconcile: 'the agent was no longer at work',
  deadline: 'the agent did not stop in time and was ended',
};

const completedBy: Partial<Record<TurnCause, string>> = {
  restart: 'settled after a restart: the agent had finished',
  reconcile: 'settled after asking: the agent had finished',
};

function live(turn: TurnSummary | undefined): TurnSummary | undefined {
  return turn?.state === 'pending' || turn?.state === 'running' ? turn : undefined;
}

function took(turn: TurnSummary): { readonly took?: number } {
  if (turn.completedAt === undefined) return {};
  return { took: Math.max(0, turn.completedAt - (turn.startedAt ?? turn.requestedAt)) };
}

function because(reason: string | undefined): { readonly reason?: string } {
  return reason === undefined || reason === '' ? {} : { reason };
}

function from(since: Millis | undefined): { readonly since?: Millis } {
  return since === undefined ? {} : { since };
}

function atRest(summary: ThreadSummary): Description['actions'] {
  return summary.held && summary.queued > 0 ? ['send', 'resume-queue'] : ['send'];
}
