import * as schema from '../input.ts';
import { present } from '../present.ts';
import { procedure, router } from '../trpc.ts';
import { withHead } from './head.ts';

export const projectRouter = router({
  list: procedure.query(async ({ ctx }) => ({ projects: await ctx.runtime.projects.list() })),
  add: procedure.input(schema.projectAdd).mutation(async ({ ctx, input: { path, title } }) => {
    const made = await ctx.runtime.projects.add(present({ path, title }));
    return withHead(ctx.runtime, made);
  }),
  update: procedure.input(schema.projectUpdate).mutation(async ({ ctx, input: { projectId, path, title } }) => {
    await ctx.runtime.projects.update(present({ projectId, path, title }));
    return withHead(ctx.runtime, { projectId });
  }),
  remove: procedure.input(schema.projectRemove).mutation(async ({ ctx, input: { projectId } }) => {
    await ctx.runtime.projects.remove({ projectId });
    return withHead(ctx.runtime, { projectId });
  }),
});
