import { initTRPC } from '@trpc/server';
import type { Context } from './context.ts';
import { errorData } from './errors/body.ts';
import { describeError } from './errors/describe.ts';
import { trpcCodeOf } from './errors/status.ts';

/** Clients that hear nothing for `reconnectAfterInactivityMs` come back; the ping keeps a quiet stream alive. */
const sse = { ping: { enabled: true, intervalMs: 5_000 }, client: { reconnectAfterInactivityMs: 15_000 } };

/**
 * JSON as it is. Named as a transformer only for the types: without one, tRPC describes every answer as what JSON makes of
 * it, and `unknown` fields become optional. Our shapes are JSON already.
 */
const plainJson = { serialize: (value: unknown) => value, deserialize: (value: unknown) => value };

const t = initTRPC.context<Context>().create({
  transformer: plainJson,
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
