import * as schema from '../input.ts';
import { present } from '../present.ts';
import { procedure, router } from '../trpc.ts';

export const projectRouter = router({
  list: procedure.query(async ({ ctx }) => ({ projects: await ctx.runtime.projects.list() })),
  add: procedure.input(schema.projectAdd).mutation(({ ctx, input }) => ctx.runtime.projects.add(present(input))),
  update: procedure.input(schema.projectUpdate).mutation(({ ctx, input }) => ctx.runtime.projects.update(present(input))),
  remove: procedure.input(schema.projectRemove).mutation(({ ctx, input }) => ctx.runtime.projects.remove(present(input))),
  /** Commands of the agent with which a message may begin in this project. */
  commands: procedure.input(schema.projectCommands).query(({ ctx, input }) => ctx.runtime.projects.commands(input)),
  /** Files of the project by a few letters of their paths, best first, for a mention. */
  files: procedure.input(schema.projectFiles).query(({ ctx, input: { limit = 20, ...asked } }) => {
    return ctx.runtime.projects.files({ ...asked, limit });
  }),
});
