/** For one condition, in ms: a cold start of a real agent on a loaded machine takes 30 s. */
export const patience = 40_000;
const every = 25;

/** Asks again until there is something; fails with what was asked for, and what was there instead. */
export async function until<T>(what: string, look: () => Promise<T | undefined> | T | undefined, instead?: () => unknown): Promise<T> {
  const deadline = performance.now() + patience;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline)
      throw new Error(`It never came about that ${what}${instead ? `: ${JSON.stringify(instead(), null, 1)}` : ''}`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}
