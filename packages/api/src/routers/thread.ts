import * as schema from '../input.ts';
import { present } from '../present.ts';
import { procedure, router } from '../trpc.ts';
import { dispatch } from './dispatch.ts';
import { queueRouter } from './queue.ts';
import { requestRouter } from './request.ts';
import { rewindRouter } from './rewind.ts';
import { sessionRouter } from './session.ts';
import { taskRouter } from './task.ts';
import { turnRouter } from './turn.ts';

export const threadRouter = router({
  list: procedure.input(schema.threadList).query(({ ctx, input }) => ctx.runtime.threads.list(present(input ?? {}))),
  get: procedure.input(schema.onThread).query(({ ctx, input }) => ctx.runtime.threads.get(input.threadId)),
  /** An older page of turns with their items; the cursor is the `olderCursor` of thread.get or of the page before. */
  history: procedure.input(schema.threadHistory).query(({ ctx, input }) => ctx.runtime.threads.history(input.threadId, input.cursor)),
  /** A page of a large output; `from` and `length` in UTF-16 units. */
  blob: procedure
    .input(schema.threadBlob)
    .query(({ ctx, input }) => ctx.runtime.threads.blob(input.threadId, input.blobId, input.from ?? 0)),
  /** Messages in which all words of `text` stand, newest first; `before` of one page asks for the next. */
  search: procedure.input(schema.threadSearch).query(({ ctx, input }) => ctx.runtime.threads.search(present(input))),
  /** Signals that changed nothing and why, newest first. */
  ignored: procedure.input(schema.threadIgnored).query(({ ctx, input: { threadId, ...page } }) => {
    return ctx.runtime.threads.ignored(threadId, present(page));
  }),
  /** The log, newest first, with cut payloads: what the inspector shows, and what a bug report needs. */
  log: procedure.input(schema.threadLog).query(({ ctx, input: { threadId, ...page } }) => {
    return ctx.runtime.threads.log(threadId, present(page));
  }),
  /** What the server knows beside the log: the process, the last signal, the last observation and its verdict. */
  inspect: procedure.input(schema.onThread).query(({ ctx, input }) => ctx.runtime.threads.inspect(input.threadId)),
  create: procedure.input(schema.threadCreate).mutation(({ ctx, input }) => {
    const { commandId, projectId, title, ...settings } = input;
    const titled = title === undefined ? {} : { title };
    return dispatch(ctx, commandId, { type: 'thread.create', projectId, settings: present(settings), ...titled });
  }),
  /** A new thread that goes on after a turn of this one, with a copy of the agent's conversation up to there; the answer has its id. */
  fork: procedure.input(schema.threadFork).mutation(({ ctx, input: { commandId, threadId, ...point } }) => {
    return dispatch(ctx, commandId, { type: 'thread.fork', threadId, ...present(point) });
  }),
  rename: procedure.input(schema.threadRename).mutation(({ ctx, input: { commandId, threadId, title } }) => {
    return dispatch(ctx, commandId, { type: 'thread.rename', threadId, title });
  }),
  /** Model, agent or access, from the next turn on. */
  configure: procedure.input(schema.threadConfigure).mutation(({ ctx, input: { commandId, threadId, ...settings } }) => {
    return dispatch(ctx, commandId, { type: 'thread.configure', threadId, settings: present(settings) });
  }),
  archive: procedure.input(schema.commandOnThread).mutation(({ ctx, input: { commandId, threadId } }) => {
    return dispatch(ctx, commandId, { type: 'thread.archive', threadId });
  }),
  unarchive: procedure.input(schema.commandOnThread).mutation(({ ctx, input: { commandId, threadId } }) => {
    return dispatch(ctx, commandId, { type: 'thread.unarchive', threadId });
  }),
  remove: procedure.input(schema.commandOnThread).mutation(({ ctx, input: { commandId, threadId } }) => {
    return dispatch(ctx, commandId, { type: 'thread.remove', threadId });
  }),
  turn: turnRouter,
  session: sessionRouter,
  request: requestRouter,
  queue: queueRouter,
  task: taskRouter,
  rewind: rewindRouter,
});
