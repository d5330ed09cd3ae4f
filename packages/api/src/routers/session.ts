import * as schema from '../input.ts';
import { procedure, router } from '../trpc.ts';
import { dispatch } from './dispatch.ts';

export const sessionRouter = router({
  /** `fresh` goes on without the recorded conversation (rule 22). */
  start: procedure.input(schema.sessionStart).mutation(({ ctx, input: { commandId, threadId, fresh } }) => {
    return dispatch(ctx, commandId, { type: 'thread.session.start', threadId, ...(fresh === true && { fresh }) });
  }),
  /** `force` kills the provider's process, whatever else it serves (rule 9). */
  stop: procedure.input(schema.sessionStop).mutation(({ ctx, input: { commandId, threadId, force } }) => {
    return dispatch(ctx, commandId, { type: 'thread.session.stop', threadId, ...(force !== undefined && { force }) });
  }),
  /** Asks the provider now what is true, and settles the difference. */
  reconcile: procedure.input(schema.commandOnThread).mutation(({ ctx, input: { commandId, threadId } }) => {
    return dispatch(ctx, commandId, { type: 'thread.session.reconcile', threadId });
  }),
});
