import type { Page, Route } from '@playwright/test';

/** Calls of the page that wait until they are let go. */
export interface HeldBack {
  /** Lets all go that wait, and every later one. */
  release(): Promise<void>;
}

const matcher = (procedure: string) => (url: URL) => url.pathname === `/api/trpc/${procedure}`;

/**
 * Holds calls of one procedure back, on their way to the server or, with `answer`, on the way back: the page must not wait for
 * them (rule 31).
 */
export async function holdBack(page: Page, procedure: string, what: 'call' | 'answer' = 'call'): Promise<HeldBack> {
  let letGo = () => {};
  const gone = new Promise<void>((done) => {
    letGo = done;
  });
  const under: Promise<void>[] = [];
  const handler = (route: Route) => {
    const passed = what === 'call' ? passCall(route, gone) : passAnswer(route, gone);
    under.push(passed);
    return passed;
  };
  const calls = matcher(procedure);
  await page.route(calls, handler);
  return {
    release: async () => {
      letGo();
      await Promise.all(under);
      await page.unroute(calls, handler);
    },
  };
}

async function passCall(route: Route, gone: Promise<void>): Promise<void> {
  await gone;
  await route.continue();
}

async function passAnswer(route: Route, gone: Promise<void>): Promise<void> {
  const response = await route.fetch();
  await gone;
  await route.fulfill({ response });
}

/** The server refuses the next call of a procedure, as it does while nothing can be written. */
export async function refuseOnce(page: Page, procedure: string): Promise<void> {
  const data = { code: 'INTERNAL_SERVER_ERROR', httpStatus: 503, reason: 'STORAGE_UNAVAILABLE', remedy: 'Free some space.' };
  await page.route(
    matcher(procedure),
    (route) => route.fulfill({ status: 503, json: { error: { message: 'The disk is full.', code: -32603, data } } }),
    { times: 1 },
  );
}
