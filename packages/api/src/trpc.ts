import { initTRPC } from '@trpc/server';
import type { Context } from './context.ts';
import { errorData } from './errors/body.ts';
import { describeError } from './errors/describe.ts';
import { trpcCodeOf } from './errors/status.ts';

/** Clients that hear nothing for `reconnectAfterInactivityMs` come back; the ping keeps a quiet stream alive. */
const sse = { ping: { enabled: true, intervalMs: 5_000 }, client: { reconnectAfterInactivityMs: 15_000 } };

const t = initTRPC.context<Context>().create({
  isDev: false, // no stack traces in answers
  sse,
  errorFormatter: ({ error, shape }) => {
    const facts = describeError(error);
    const { path } = shape.data;
    return {
      message: facts.message,
      code: trpcCodeOf(facts.httpStatus).number as typeof shape.code,
      data: { ...errorData(facts), ...(path !== undefined && { path }) },
    };
  },
});

export const router = t.router;
export const procedure = t.procedure;
export const createCallerFactory = t.createCallerFactory;
