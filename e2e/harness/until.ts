/** Waits until a condition holds; says what did not come, and what was there instead. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  { what, within = 15_000, every = 50, detail }: { what: string; within?: number; every?: number; detail?: () => string },
): Promise<void> {
  const deadline = performance.now() + within;
  while (performance.now() < deadline) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, every));
  }
  throw new Error(`Not within ${within} ms: ${what}${detail ? `\n${detail()}` : ''}`);
}
