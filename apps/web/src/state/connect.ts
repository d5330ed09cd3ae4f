import {
  browserSlots,
  type Client,
  createClient,
  dismiss,
  type FollowedThread,
  failureOf,
  followThread,
  followThreads,
  type LinkState,
  predict,
  type Wish,
  type Answer as WishAnswer,
} from '@plumbline/client';
import { type CommandId, type RequestAnswer, summarize, type ThreadId } from '@plumbline/lifecycle';
import type { Answer, Connection, Port, ThreadFollow, ThreadView } from './port.ts';
import { PortFault } from './problem.ts';

/** UTF-16 units of a query that the server takes. */
const searchLimit = 200;
const filesShown = 30;

/** The page's port on the typed client: names calls, and turns every failure into a problem with its code. */
export function connect(): Port {
  const client = createClient({ url: '', stream: browserSlots(), fetch: outliving() });
  const wished = (threadId: ThreadId, wish: Wish, commandId?: CommandId) => guard(shownAtOnce(client, threadId, wish, commandId));
  return {
    listProjects: () => guard(client.project.list.query()).then((answer) => answer.projects),
    addProject: (input) => guard(client.project.add.mutate(input)),
    updateProject: (projectId, change) => done(client.project.update.mutate({ projectId, ...change })),
    removeProject: (projectId) => done(client.project.remove.mutate({ projectId })),
    listProviders: () => guard(client.provider.list.query()),
    findFiles: (projectId, query) => guard(client.project.files.query({ projectId, query, limit: filesShown })),
    listCommands: async (projectId, provider) => (await guard(client.project.commands.query({ projectId, provider }))).commands,
    listThreads: (query) => guard(client.thread.list.query({ ...query, limit: 50 })),
    createThread: (input) => guard(client.thread.create.mutate(input)),
    startTurn: ({ threadId, commandId, text, attachments, delivery }) => {
      // Steering is offered only where the agent can be steered.
      const attached = attachments.length > 0 && { attachments };
      const wish = { text, ...attached, ...(delivery && { delivery }), ...(delivery === 'steer' && { canSteer: true }) };
      return wished(threadId, { type: 'thread.turn.start', ...wish }, commandId).then(startedOf);
    },
    interrupt: (threadId, seenVersion) =>
      done(wished(threadId, { type: 'thread.turn.interrupt', ...(seenVersion !== undefined && { seenVersion }) })),
    respond: (threadId, requestId, answer) =>
      done(wished(threadId, { type: 'thread.request.respond', requestId, answer: answerOf(answer) })),
    editQueued: (threadId, messageId, text) => done(wished(threadId, { type: 'thread.queue.edit', messageId, text })),
    moveQueued: (threadId, messageId, before) => done(wished(threadId, { type: 'thread.queue.move', messageId, before })),
    removeQueued: (threadId, messageId) => done(wished(threadId, { type: 'thread.queue.remove', messageId })),
    resumeQueue: (threadId) => done(wished(threadId, { type: 'thread.queue.resume' })),
    stopTask: (threadId, taskId, force) => done(wished(threadId, { type: 'thread.task.stop', taskId, force })),
    configure: (threadId, settings) => done(wished(threadId, { type: 'thread.configure', settings })),
    fork: async (threadId, point) => (await guard(client.thread.fork.mutate({ threadId, ...point }))).threadId,
    rewind: (threadId, turnId) => done(client.thread.rewind.start.mutate({ threadId, turnId })),
    undoRewind: (threadId) => done(client.thread.rewind.undo.mutate({ threadId })),
    startSession: (threadId) => done(client.thread.session.start.mutate({ threadId })),
    rename: (threadId, title) => done(client.thread.rename.mutate({ threadId, title })),
    archive: (threadId) => done(client.thread.archive.mutate({ threadId })),
    unarchive: (threadId) => done(client.thread.unarchive.mutate({ threadId })),
    remove: (threadId) => done(client.thread.remove.mutate({ threadId })),
    startFresh: (threadId) => done(client.thread.session.start.mutate({ threadId, fresh: true })),
    reconcile: (threadId) => done(client.thread.session.reconcile.mutate({ threadId })),
    stopSession: (threadId, force) => done(client.thread.session.stop.mutate({ threadId, force })),
    blob: (threadId, blobId, from) => guard(client.thread.blob.query({ threadId, blobId, from })),
    search: async (text) => (await guard(client.thread.search.query({ text: text.slice(0, searchLimit) }))).hits,
    inspect: (threadId) => guard(client.thread.inspect.query({ threadId })),
    log: async (threadId, before) => {
      const page = await guard(client.thread.log.query({ threadId, ...(before !== undefined && { before }) }));
      return { rows: page.events, before: page.before };
    },
    ignored: async (threadId, before) => {
      const page = await guard(client.thread.ignored.query({ threadId, ...(before !== undefined && { before }) }));
      return { rows: page.signals, before: page.before };
    },
    listAccess: async () => (await guard(client.access.list.query())).sessions,
    revokeAccess: (sessionId) => done(client.access.revoke.mutate({ sessionId })),
    revokeOtherAccess: () => done(client.access.revokeOthers.mutate()),
    systemStatus: () => guard(client.system.status.query()),
    backup: () => guard(client.system.backup.mutate()),
    verify: () => guard(client.system.verify.query(undefined, { context: { alone: true } })),
    followThread: (threadId, signal) => follow(client, threadId, signal),
    followLists: (signal) => lists(client, signal),
  };
}

/** What is sent while the page is left must arrive without it. */
function outliving(): typeof globalThis.fetch {
  let leaving = false;
  addEventListener('pagehide', () => (leaving = true), { capture: true });
  addEventListener('pageshow', () => (leaving = false));
  return (url, init) => fetch(url, leaving ? { ...init, keepalive: true } : init);
}

/** Rule 31. The client need not keep what failed: texts are kept in drafts.ts, over a reload as well. */
async function shownAtOnce(client: Client, threadId: ThreadId, wish: Wish, commandId = crypto.randomUUID() as CommandId) {
  try {
    return await predict(client, threadId, wish, commandId);
  } finally {
    dismiss(client, threadId, commandId);
  }
}

function answerOf(answer: Answer): RequestAnswer {
  return 'answers' in answer ? { kind: 'answers', ...answer } : { kind: 'decision', ...answer };
}

function follow(client: Client, threadId: string, signal: AbortSignal): ThreadFollow {
  const stream = followThread(client, threadId, { signal });
  return {
    older: () => done(stream.older()),
    async *[Symbol.asyncIterator]() {
      try {
        for await (const followed of stream) yield viewOf(followed);
      } catch (error) {
        throw faultOf(error);
      }
    },
  };
}

function viewOf({ state, timeline, damaged, predicted, underway }: FollowedThread): ThreadView {
  return {
    state,
    summary: summarize(state, damaged ? { damaged: true } : {}),
    turns: timeline.turns.toArray(),
    hasOlder: timeline.olderCursor !== undefined,
    predicted,
    underway,
  };
}

async function* lists(client: Client, signal: AbortSignal) {
  try {
    for await (const { projects, providers, threads, more, anew, ...link } of followThreads(client, { signal })) {
      yield { projects, providers, threads, more, anew, connection: connectionOf(link), skewMs: link.skewMs };
    }
  } catch (error) {
    throw faultOf(error);
  }
}

function connectionOf({ connection, staleSince, polling }: LinkState): Connection {
  if (connection === 'stale') return { state: 'stale', since: staleSince ?? Date.now() };
  return connection === 'live' ? { state: 'live', polling } : { state: 'catching-up' };
}

function startedOf({ messageId, turnId, fate }: WishAnswer) {
  if (messageId === undefined || fate === undefined)
    throw new PortFault({ code: 'INTERNAL', message: 'The server did not say what became of the message.' });
  return { messageId, fate, ...(turnId !== undefined && { turnId }) };
}

async function guard<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw faultOf(error);
  }
}

async function done(call: Promise<unknown>): Promise<void> {
  await guard(call);
}

function faultOf(error: unknown): PortFault {
  if (error instanceof PortFault) return error;
  const { reason, message } = failureOf(error);
  if (reason === null) return new PortFault({ code: 'NETWORK', message: 'Plumbline did not answer.' }, { cause: error });
  return new PortFault({ code: reason, message }, { cause: error });
}
