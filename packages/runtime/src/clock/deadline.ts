/** A call took longer than it may. */
export class DeadlinePassed extends Error {
  constructor(what: string, ms: number) {
    super(`${what} took longer than ${ms} ms`);
    this.name = 'DeadlinePassed';
  }
}

/** The result of `work`, or DeadlinePassed after `ms`. The work itself goes on unseen: use it only where that does no harm. */
export async function withDeadline<Result>(what: string, ms: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DeadlinePassed(what, ms)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // The loser's failure is nobody's concern any more.
    work.catch(() => undefined);
  }
}

/** Waits for `work` to settle, at most `ms`; true: it has. Leaves no timer behind. */
export async function settlesWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  return withDeadline('wait', ms, work).then(
    () => true,
    (failure) => !(failure instanceof DeadlinePassed),
  );
}

/** Waits `ms`. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
