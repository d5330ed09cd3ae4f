import * as schema from '../input.ts';
import { procedure, router } from '../trpc.ts';
import { dispatch } from './dispatch.ts';

export const requestRouter = router({
  /** The first answer wins; a later one gets REQUEST_CLOSED (rule 28). */
  respond: procedure.input(schema.requestRespond).mutation(({ ctx, input }) => {
    const { commandId, threadId, requestId } = input;
    return dispatch(ctx, commandId, { type: 'thread.request.respond', threadId, requestId, answer: answerOf(input) });
  }),
});

function answerOf(input: ReturnType<typeof schema.requestRespond.parse>) {
  if ('answers' in input) return { kind: 'answers' as const, answers: input.answers };
  const message = input.message === undefined ? {} : { message: input.message };
  return { kind: 'decision' as const, decision: input.decision, ...message };
}
