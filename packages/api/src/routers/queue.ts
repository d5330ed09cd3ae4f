import * as schema from '../input.ts';
import { procedure, router } from '../trpc.ts';
import { dispatch } from './dispatch.ts';

export const queueRouter = router({
  remove: procedure.input(schema.onMessage).mutation(({ ctx, input: { commandId, threadId, messageId } }) => {
    return dispatch(ctx, commandId, { type: 'thread.queue.remove', threadId, messageId });
  }),
  resume: procedure.input(schema.commandOnThread).mutation(({ ctx, input: { commandId, threadId } }) => {
    return dispatch(ctx, commandId, { type: 'thread.queue.resume', threadId });
  }),
});
