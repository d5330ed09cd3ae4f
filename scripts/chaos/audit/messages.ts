import { eventsOf } from './events.ts';
import type { AuditedThread, Check, World } from './world.ts';

/**
 * Every accepted message is once in the log, and delivered once, returned, removed or still in the queue (I6); the provider
 * has it at most once (rule 33), exactly once after a completed turn, and not at all if it came back unseen. A refused one
 * left no trace.
 */
export const messages: Check = (world) => {
  const fates = fatesOf(world);
  const threads = new Map(world.threads.map((thread) => [thread.threadId, thread]));
  const found = world.contradictions.map((line) => `a repeated command was answered differently: ${line}`);
  for (const { threadId, marker, messageId, refused } of world.sent) {
    const thread = threads.get(threadId);
    const copies = copiesOf(marker, thread);
    const accepted = fates.filter((fate) => fate.threadId === threadId && fate.text.includes(`"${marker}"`));
    const say = (what: string) => found.push(`${threadId}: message ${messageId ?? marker} ${what}`);
    if (refused !== undefined) {
      if (accepted.length + (copies ?? 0) > 0) say(`was refused (${refused}), and is there`);
    } else if (messageId !== undefined) {
      if (accepted.length !== 1 || accepted[0]?.messageId !== messageId) say(`is accepted ${accepted.length} times in the log`);
      for (const fate of accepted) for (const line of wrong(fate, copies, thread)) say(line);
    }
  }
  return found;
};

/** How often the provider has it; undefined: it could not be asked. */
function copiesOf(marker: string, thread: AuditedThread | undefined): number | undefined {
  if (!thread) return 0;
  if (thread.provider === 'silent') return undefined;
  return thread.provider.prompts.filter((prompt) => prompt.includes(`"${marker}"`)).length;
}

interface Fate {
  readonly threadId: string;
  readonly messageId: string;
  readonly text: string;
  delivered: number;
  removed: number;
  /** The last return; undefined after it was delivered. */
  returned?: 'no' | 'perhaps';
  completed: boolean;
}

function wrong(fate: Fate, copies: number | undefined, thread: AuditedThread | undefined): string[] {
  const waits = thread?.served.state.queue.messages.find((message) => message.messageId === fate.messageId);
  const found: string[] = [];
  if (fate.delivered > 1) found.push(`is delivered ${fate.delivered} times`);
  if (copies !== undefined && copies > 1) found.push(`stands ${copies} times in the provider's history`);
  if (fate.delivered + fate.removed === 0 && !waits) found.push('is lost: neither delivered, nor returned, nor waiting');
  if (fate.delivered > 0 && waits) found.push(`is delivered, and waits as ${waits.state}`);
  if (fate.delivered === 0 && fate.returned === 'no' && copies !== undefined && copies > 0)
    found.push("came back unseen, and stands in the provider's history");
  if (fate.completed && copies === 0) found.push("was answered, and is not in the provider's history");
  return found;
}

function fatesOf({ log }: World): readonly Fate[] {
  const fates = new Map<string, Fate>();
  const into = new Map<string, string>();
  for (const { threadId, event } of eventsOf(log, 'message.accepted'))
    fates.set(event.messageId, { threadId, messageId: event.messageId, text: event.text, delivered: 0, removed: 0, completed: false });
  for (const { event } of eventsOf(log, 'message.delivered')) {
    const fate = fates.get(event.messageId);
    if (fate) fate.delivered += 1;
    into.set(event.messageId, event.turnId);
  }
  for (const { event } of eventsOf(log, 'message.returned')) {
    const fate = fates.get(event.messageId);
    if (fate) fate.returned = event.seen;
  }
  for (const { event } of eventsOf(log, 'message.removed')) {
    const fate = fates.get(event.messageId);
    if (fate) fate.removed += 1;
  }
  const outcomes = new Map(eventsOf(log, 'turn.settled').map(({ event }) => [event.turnId as string, event.outcome]));
  for (const fate of fates.values()) fate.completed = outcomes.get(into.get(fate.messageId) ?? '') === 'completed';
  return [...fates.values()];
}
