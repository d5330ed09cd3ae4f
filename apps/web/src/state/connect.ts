import {
  browserSlots,
  type Client,
  createClient,
  type FollowedThread,
  failureOf,
  followThread,
  followThreads,
  type LinkState,
} from '@plumbline/client';
import { summarize } from '@plumbline/lifecycle';
import type { Connection, Port, ThreadFollow, ThreadView } from './port.ts';
import { PortFault } from './problem.ts';

/** The page's port on the typed client: names calls, and turns every failure into a problem with its code. */
export function connect(): Port {
  const client = createClient({ url: '', stream: browserSlots() });
  return {
    listProjects: () => guard(client.project.list.query()).then((answer) => answer.projects),
    addProject: (input) => guard(client.project.add.mutate(input)),
    updateProject: (projectId, change) => done(client.project.update.mutate({ projectId, ...change })),
    removeProject: (projectId) => done(client.project.remove.mutate({ projectId })),
    listProviders: () => guard(client.provider.list.query()),
    listThreads: (query) => guard(client.thread.list.query({ ...query, limit: 50 })),
    createThread: (input) => guard(client.thread.create.mutate(input)),
    startTurn: (input) => guard(client.thread.turn.start.mutate(input)).then(startedOf),
    interrupt: (threadId, seenVersion) =>
      done(client.thread.turn.interrupt.mutate({ threadId, ...(seenVersion !== undefined && { seenVersion }) })),
    respond: (threadId, requestId, answer) =>
      done(
        client.thread.request.respond.mutate(
          'answers' in answer
            ? { threadId, requestId, answers: answer.answers.map((each) => [...each]) }
            : { threadId, requestId, decision: answer.decision, ...(answer.message !== undefined && { message: answer.message }) },
        ),
      ),
    editQueued: (threadId, messageId, text) => done(client.thread.queue.edit.mutate({ threadId, messageId, text })),
    moveQueued: (threadId, messageId, before) => done(client.thread.queue.move.mutate({ threadId, messageId, before })),
    removeQueued: (threadId, messageId) => done(client.thread.queue.remove.mutate({ threadId, messageId })),
    resumeQueue: (threadId) => done(client.thread.queue.resume.mutate({ threadId })),
    stopTask: (threadId, taskId, force) => done(client.thread.task.stop.mutate({ threadId, taskId, force })),
    chooseModel: (threadId, model) => done(client.thread.configure.mutate({ threadId, model })),
    rename: (threadId, title) => done(client.thread.rename.mutate({ threadId, title })),
    archive: (threadId) => done(client.thread.archive.mutate({ threadId })),
    unarchive: (threadId) => done(client.thread.unarchive.mutate({ threadId })),
    remove: (threadId) => done(client.thread.remove.mutate({ threadId })),
    startFresh: (threadId) => done(client.thread.session.start.mutate({ threadId, fresh: true })),
    reconcile: (threadId) => done(client.thread.session.reconcile.mutate({ threadId })),
    stopSession: (threadId, force) => done(client.thread.session.stop.mutate({ threadId, force })),
    blob: (threadId, blobId, from) => guard(client.thread.blob.query({ threadId, blobId, from })),
    followThread: (threadId, signal) => follow(client, threadId, signal),
    followLists: (signal) => lists(client, signal),
  };
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

function viewOf({ state, timeline, damaged }: FollowedThread): ThreadView {
  return {
    state,
    summary: summarize(state, damaged ? { damaged: true } : {}),
    turns: timeline.turns.toArray(),
    hasOlder: timeline.olderCursor !== undefined,
  };
}

async function* lists(client: Client, signal: AbortSignal) {
  try {
    for await (const { projects, providers, threads, more, ...link } of followThreads(client, { signal })) {
      yield { projects, providers, threads, more, connection: connectionOf(link) };
    }
  } catch (error) {
    throw faultOf(error);
  }
}

function connectionOf({ connection, staleSince, polling }: LinkState): Connection {
  if (connection === 'stale') return { state: 'stale', since: staleSince ?? Date.now() };
  return connection === 'live' ? { state: 'live', polling } : { state: 'catching-up' };
}

type RawStarted = Awaited<ReturnType<Client['thread']['turn']['start']['mutate']>>;

function startedOf({ messageId, turnId, fate }: RawStarted) {
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
