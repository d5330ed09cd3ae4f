/** The server under test, in a process of its own that may be killed: the runtime, with a door before its agents. */
import type { ThreadId } from '@plumbline/lifecycle';
import type { Runtime, RuntimeOptions } from '@plumbline/runtime';
import { answerParent, createRuntimeWith, makeProviders } from '@plumbline/runtime/testing';
import { Door, type Rule } from './door.ts';

const options: RuntimeOptions = JSON.parse(process.argv[2] ?? '{}');
const door = new Door();
const runtime = await createRuntimeWith(options, (parts) => makeProviders({ ...parts, host: door.before(parts.host) }));

answerParent(runtime, {
  rule: async (rule: Rule) => door.set(rule),
  lift: async (pattern: string) => door.lift(pattern),
  waiting: async (pattern: string) => door.waiting(pattern),
  updateProject: (input: Parameters<Runtime['projects']['update']>[0]) => runtime.projects.update(input),
  follow: (from: Followed) => follow(runtime, from),
});

interface Followed {
  readonly threadId: ThreadId;
  readonly cursor: string;
  /** The version with which the reader has seen all. */
  readonly version: number;
}

/** What a client that follows the thread from the cursor is sent, until it has this version. At most 10 s. */
async function follow(from: Runtime, { threadId, cursor, version }: Followed): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  for await (const { messages } of from.live({ threadId, cursor }, AbortSignal.timeout(10_000))) {
    seen.push(...messages);
    const last = messages.findLast((message) => message.kind === 'event' && message.threadId === threadId);
    if (messages.some((message) => message.kind === 'reset') || (last?.kind === 'event' && last.version >= version)) break;
  }
  return seen;
}
