import { accessRouter } from './routers/access.ts';
import { live } from './routers/live.ts';
import { projectRouter } from './routers/project.ts';
import { providerRouter } from './routers/provider.ts';
import { systemRouter } from './routers/system.ts';
import { threadRouter } from './routers/thread.ts';
import { createCallerFactory, router } from './trpc.ts';

/** The public API (design: names are fixed, shapes may gain fields). */
export const appRouter = router({
  project: projectRouter,
  provider: providerRouter,
  thread: threadRouter,
  live,
  access: accessRouter,
  system: systemRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures without a network, for tests. */
export const createCaller = createCallerFactory(appRouter);
