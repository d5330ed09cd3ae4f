import { procedure, router } from '../trpc.ts';

export const providerRouter = router({
  list: procedure.query(({ ctx }) => ctx.runtime.providers.list()),
});
