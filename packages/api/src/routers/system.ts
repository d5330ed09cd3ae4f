import { command } from '../input.ts';
import { procedure, router } from '../trpc.ts';
import { withHead } from './head.ts';

export const systemRouter = router({
  status: procedure.query(({ ctx }) => ctx.runtime.status()),
  /** Holds the database against its log, in a process of its own and within a deadline. Changes nothing. */
  verify: procedure.query(({ ctx }) => ctx.runtime.verify()),
  /** Copies the database into the data directory while it is in use. */
  backup: procedure.input(command).mutation(async ({ ctx }) => withHead(ctx.runtime, await ctx.runtime.backup())),
});
