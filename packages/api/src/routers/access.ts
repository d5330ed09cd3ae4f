import type { AccessSession } from '@plumbline/store';
import type { Context } from '../context.ts';
import * as schema from '../input.ts';
import { procedure, router } from '../trpc.ts';
import { withHead } from './head.ts';

/** Which browsers may come in. A session that is revoked gets 401 at once, and its streams end. */
export const accessRouter = router({
  /** Oldest first; `current`: the one that asks. */
  list: procedure.query(async ({ ctx }) => ({ sessions: (await ctx.access.sessions()).map((session) => shown(ctx, session)) })),
  /** `revoked` is false when there is none of this id any more. */
  revoke: procedure.input(schema.accessRevoke).mutation(async ({ ctx, input }) => {
    return withHead(ctx.runtime, { revoked: await ctx.access.revoke(input.sessionId) });
  }),
  /** Ends all but the one that asks; a program with a token ends all. Answers how many there were. */
  revokeOthers: procedure.input(schema.command).mutation(async ({ ctx }) => {
    let revoked = 0;
    for (const { id } of await ctx.access.sessions()) if (!isAsking(ctx, id) && (await ctx.access.revoke(id))) revoked += 1;
    return withHead(ctx.runtime, { revoked });
  }),
});

function shown(ctx: Context, { id, ...session }: AccessSession) {
  return { sessionId: id, ...session, current: isAsking(ctx, id) };
}

function isAsking({ auth }: Context, id: string): boolean {
  return auth.kind === 'session' && auth.id === id;
}
