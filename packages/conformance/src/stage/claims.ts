import {
  applyToTimeline,
  canonical,
  evolve,
  type LiveMessage,
  type ThreadEvent,
  type ThreadSnapshot,
  type TurnRange,
  violations,
} from '@plumbline/lifecycle';
import type { History } from '../subject.ts';
import { isAtRest, openRequests, type Thread } from './thread.ts';

/** What holds at the end of every scenario, whatever it did; one sentence for each claim that does not. */
export async function broken(thread: Thread): Promise<readonly string[]> {
  const snapshot = await thread.get();
  const live = await thread.follow(snapshot.version);
  const events = eventsOf(live);
  const history = await thread.stage.agent.history(thread);
  return [
    ...restsAndAudits(snapshot),
    ...settledOnce(events),
    ...foldsTheSame(thread, live, snapshot),
    ...keepsWhatWasShown(thread, snapshot),
    ...(thread.recordLost ? [] : deliversOnce(events, history)),
    ...(await thread.stage.verifyThread(thread.id)),
  ];
}

/** At rest (I4), with nothing open (I5), and no invariant broken. */
function restsAndAudits(snapshot: ThreadSnapshot): readonly string[] {
  const { state, turns, items, requests } = snapshot;
  return [
    ...(isAtRest(snapshot) ? [] : [`the thread does not rest: ${JSON.stringify(state.session)}`]),
    ...openRequests(snapshot).map(({ title }) => `a request stands open: ${title}`),
    ...items.filter(({ status }) => status === 'streaming').map(({ itemId }) => `item ${itemId} still streams`),
    ...violations(state, { turns, items, requests }),
  ];
}

function eventsOf(live: readonly LiveMessage[]): readonly ThreadEvent[] {
  return live.flatMap((message) => (message.kind === 'event' && message.event !== null ? [message.event] : []));
}

/** Rule 1: each turn that was asked for has one outcome. */
function settledOnce(events: readonly ThreadEvent[]): readonly string[] {
  const settlements = new Map<string, number>();
  for (const event of events) {
    if (event.type === 'turn.requested') settlements.set(event.turnId, 0);
    if (event.type === 'turn.settled') settlements.set(event.turnId, (settlements.get(event.turnId) ?? 0) + 1);
  }
  return [...settlements].filter(([, times]) => times !== 1).map(([turnId, times]) => `turn ${turnId} was settled ${times} times`);
}

/** I8: a client that has followed from the beginning holds what the server holds, state and rows. */
function foldsTheSame(thread: Thread, live: readonly LiveMessage[], snapshot: ThreadSnapshot): readonly string[] {
  let state = thread.born.state;
  const turns = new Map(thread.born.turns.map((turn) => [turn.turnId, turn]));
  const items = new Map(thread.born.items.map((item) => [item.itemId, item]));
  const requests = new Map(thread.born.requests.map((request) => [request.requestId, request]));
  const existing = {
    turn: (id: (typeof snapshot.turns)[number]['turnId']) => turns.get(id),
    item: (id: (typeof snapshot.items)[number]['itemId']) => items.get(id),
    request: (id: (typeof snapshot.requests)[number]['requestId']) => requests.get(id),
  };
  for (const message of live) {
    if (message.kind === 'reset') return [`the client was told to begin anew: ${message.reason}`];
    if (message.kind !== 'event' || message.threadId !== thread.id || message.version > snapshot.version) continue;
    const before = state;
    state = evolve(before, message) ?? before;
    const change = applyToTimeline(before, message, state, existing);
    for (const turn of change.turns) turns.set(turn.turnId, turn);
    for (const item of change.items) items.set(item.itemId, item);
    for (const itemId of change.discarded) items.delete(itemId);
    for (const request of change.requests) requests.set(request.requestId, request);
  }
  const differs = (what: string, client: unknown, server: unknown) =>
    canonical(client) === canonical(server) ? [] : [`client and server differ in ${what}: ${canonical(client)} and ${canonical(server)}`];
  const byId = <Row>(rows: Iterable<Row>, id: (row: Row) => string) => [...rows].toSorted((one, other) => id(one).localeCompare(id(other)));
  return [
    ...differs('the state', state, snapshot.state),
    ...differs('the turns', [...turns.values()], snapshot.turns),
    ...differs(
      'the items',
      byId(items.values(), ({ itemId }) => itemId),
      byId(snapshot.items, ({ itemId }) => itemId),
    ),
    ...differs(
      'the requests',
      byId(requests.values(), ({ requestId }) => requestId),
      byId(snapshot.requests, ({ requestId }) => requestId),
    ),
  ];
}

/** No text is lost that was shown. An agent may take back an attempt that failed: such an item is gone as a whole. */
function keepsWhatWasShown(thread: Thread, { items }: ThreadSnapshot): readonly string[] {
  return items.flatMap((item) => {
    const shown = thread.shown.get(item.itemId);
    if (shown === undefined || (item.kind !== 'tool' && item.text.startsWith(shown))) return [];
    return [`"${shown}" was shown, and now it is ${JSON.stringify(item)}`];
  });
}

/**
 * I6, against the agent's own record: no message is handed over twice, and none that is said to be unseen was seen. Each scenario
 * ends with an agent that runs: with nobody to ask, nothing is shown.
 */
function deliversOnce(events: readonly ThreadEvent[], history: History | null): readonly string[] {
  if (history === null) return ['the agent does not run, so that its own record cannot be compared'];
  const found: string[] = [];
  const completed = new Set(
    events.flatMap((event) => (event.type === 'turn.settled' && event.outcome === 'completed' ? [event.turnId] : [])),
  );
  const unseen = new Set(events.flatMap((event) => (event.type === 'message.returned' && event.seen === 'no' ? [event.messageId] : [])));
  const turns = new Map(events.flatMap((event) => (event.type === 'message.delivered' ? [[event.messageId, event.turnId] as const] : [])));
  const left = new Set(events.flatMap((event) => (event.type === 'thread.rewound' ? turnsIn(event.turns, events) : [])));
  const edited = new Map(events.flatMap((event) => (event.type === 'message.edited' ? [[event.messageId, event.text] as const] : [])));
  for (const event of events) {
    if (event.type !== 'message.accepted') continue;
    const text = edited.get(event.messageId) ?? event.text;
    const times = history.prompts.filter((prompt) => prompt === text).length;
    const turnId = turns.get(event.messageId);
    if (times > 1) found.push(`message ${event.messageId} was handed over ${times} times`);
    if (times > 0 && unseen.has(event.messageId)) found.push(`message ${event.messageId} came back as unseen, and the agent has it`);
    if (times === 0 && turnId !== undefined && completed.has(turnId) && !left.has(turnId))
      found.push(`the agent has no message ${event.messageId}`);
  }
  return found;
}

/** The turns of these numbers, in the order in which they were asked for. */
function turnsIn({ from, to }: TurnRange, events: readonly ThreadEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'turn.requested' ? [event.turnId] : [])).slice(from - 1, to);
}
