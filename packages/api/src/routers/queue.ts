import * as schema from '../input.ts';
import { procedure, router } from '../trpc.ts';
import { dispatch } from './dispatch.ts';

export const queueRouter = router({
  remove: procedure.input(schema.onMessage).mutation(({ ctx, input: { commandId, threadId, messageId } }) => {
    return dispatch(ctx, commandId, { type: 'thread.queue.remove', threadId, messageId });
  }),
  /** Changes the text of a message that waits (rule 25). */
  edit: procedure.input(schema.queueEdit).mutation(({ ctx, input: { commandId, threadId, messageId, text } }) => {
    return dispatch(ctx, commandId, { type: 'thread.queue.edit', threadId, messageId, text });
  }),
  /** `before`: the waiting message that it goes before; null: last. */
  move: procedure.input(schema.queueMove).mutation(({ ctx, input: { commandId, threadId, messageId, before } }) => {
    return dispatch(ctx, commandId, { type: 'thread.queue.move', threadId, messageId, before });
  }),
  resume: procedure.input(schema.commandOnThread).mutation(({ ctx, input: { commandId, threadId } }) => {
    return dispatch(ctx, commandId, { type: 'thread.queue.resume', threadId });
  }),
});
