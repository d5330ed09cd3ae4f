import type { ThreadSummary } from '@plumbline/lifecycle';
import type { Inspection } from '../contract.ts';
import type { Core } from '../core.ts';
import type { Supervisor } from '../supervisor/index.ts';

interface Parts {
  readonly machine: { readonly core: Core };
  readonly supervisor: Pick<Supervisor, 'processes'>;
}

/** What is known of a thread beside its log. Asks no provider, and loads no thread that is not in memory. Throws StoreFault. */
export async function inspect({ machine, supervisor }: Parts, { threadId, settings }: ThreadSummary): Promise<Inspection> {
  const { core } = machine;
  const lane = core.peek(threadId);
  const provider = core.providers.get(settings.provider);
  const description = await provider?.describe();
  const pid = pidOf(supervisor.processes(), settings.provider);
  const [newest] = (await core.store.ignored(threadId, { limit: 1 })).signals;
  return {
    provider: description
      ? {
          id: description.id,
          name: description.name,
          status: description.status,
          ...(description.version === undefined ? {} : { version: description.version }),
          ...(pid === undefined ? {} : { pid }),
        }
      : null,
    bound: lane?.binding != null,
    ...(lane?.heard ? { signal: lane.heard } : {}),
    ...(lane?.looked ? { observation: lane.looked } : {}),
    effects: [...new Set([...(lane?.effects ?? [])].map(withoutIds))],
    ...(newest ? { newestIgnored: newest.id } : {}),
  };
}

/** `answer req_1` is `answer`: the words are enough, and some ids are the provider's. */
const withoutIds = (key: string): string =>
  key
    .split(' ')
    .filter((word) => /^[a-z]+$/.test(word))
    .join(' ');

/** The process that serves a provider; undefined: none runs. */
export function pidOf(processes: ReturnType<Supervisor['processes']>, provider: string): number | undefined {
  return processes.find((process) => process.name.startsWith(provider))?.pid;
}
