import * as schema from '../input.ts';
import { procedure, router } from '../trpc.ts';
import { dispatch } from './dispatch.ts';

export const turnRouter = router({
  /** A message sent while a turn runs is queued behind it, steered into it, or goes after an interrupt (rule 25); `fate` says what happened. */
  start: procedure.input(schema.turnStart).mutation(({ ctx, input: { commandId, threadId, text, attachments, delivery } }) => {
    const more = { ...(attachments && { attachments }), ...(delivery && { delivery }) };
    return dispatch(ctx, commandId, { type: 'thread.turn.start', threadId, text, ...more });
  }),
  /** Stops whatever runs (rule 8). `seenVersion`: the version the user saw when asking. */
  interrupt: procedure.input(schema.turnInterrupt).mutation(({ ctx, input: { commandId, threadId, seenVersion } }) => {
    const seen = seenVersion === undefined ? {} : { seenVersion };
    return dispatch(ctx, commandId, { type: 'thread.turn.interrupt', threadId, ...seen });
  }),
});
