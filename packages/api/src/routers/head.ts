import type { Runtime } from '@plumbline/runtime';

/** Every mutation answers with the log's head; what is no thread has version 0. */
export async function withHead<T extends object>(runtime: Runtime, made: T): Promise<T & { sequence: number; version: number }> {
  const { sequence } = await runtime.status();
  return { ...made, sequence, version: 0 };
}
