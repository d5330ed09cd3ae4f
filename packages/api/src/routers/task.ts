import * as schema from '../input.ts';
import { procedure, router } from '../trpc.ts';
import { dispatch } from './dispatch.ts';

export const taskRouter = router({
  /** Stops work that outlived its turn; `force` kills it (rule 12). */
  stop: procedure.input(schema.taskStop).mutation(({ ctx, input: { commandId, threadId, taskId, force } }) => {
    return dispatch(ctx, commandId, { type: 'thread.task.stop', threadId, taskId, ...(force !== undefined && { force }) });
  }),
});
