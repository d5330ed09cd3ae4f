import * as schema from '../input.ts';
import { present } from '../present.ts';
import { procedure, router } from '../trpc.ts';

export const projectRouter = router({
  list: procedure.query(async ({ ctx }) => ({ projects: await ctx.runtime.projects.list() })),
  add: procedure.input(schema.projectAdd).mutation(({ ctx, input }) => ctx.runtime.projects.add(present(input))),
  update: procedure.input(schema.projectUpdate).mutation(({ ctx, input }) => ctx.runtime.projects.update(present(input))),
  remove: procedure.input(schema.projectRemove).mutation(({ ctx, input }) => ctx.runtime.projects.remove(present(input))),
});
