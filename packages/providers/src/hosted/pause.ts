/** Resolves after `ms`, or when the signal aborts; at once for less than nothing. */
export async function pause(ms: number, deadline: AbortSignal): Promise<void> {
  if (!(ms > 0)) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      deadline.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    deadline.addEventListener('abort', done, { once: true });
  });
}
