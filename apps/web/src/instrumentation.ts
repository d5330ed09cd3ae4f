/**
 * Next calls it once per server, and holds every request back until it returns. So the boot only begins here: until it is
 * done, requests are answered with 503. Everything that has side effects is imported here, and only where Node runs.
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { boot } = await import('./server/boot.ts');
  void boot();
}
