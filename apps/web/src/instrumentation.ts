/** Next calls it once per server. Everything that has side effects is imported here, and only where Node runs. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { boot } = await import('./server/boot.ts');
  await boot();
}
