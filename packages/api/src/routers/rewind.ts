import * as schema from '../input.ts';
import { procedure, router } from '../trpc.ts';
import { dispatch } from './dispatch.ts';

export const rewindRouter = router({
  /** Takes that turn and all after it back, files and conversation together (rule 42); `state.rewind` says what came of it. */
  start: procedure.input(schema.threadRewind).mutation(({ ctx, input: { commandId, threadId, turnId } }) => {
    return dispatch(ctx, commandId, { type: 'thread.rewind', threadId, turnId });
  }),
  /** Brings back all that is rewound, until a turn begins after it. */
  undo: procedure.input(schema.commandOnThread).mutation(({ ctx, input: { commandId, threadId } }) => {
    return dispatch(ctx, commandId, { type: 'thread.rewind.undo', threadId });
  }),
});
