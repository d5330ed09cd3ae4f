import { join } from 'node:path';
import { createOpenCode, type ProcessHost, type Provider } from '@plumbline/providers';
import { createLying } from '@plumbline/providers/lying';
import type { Clock } from '../clock/index.ts';
import type { Runtime, RuntimeOptions } from '../contract.ts';
import type { Core } from '../core.ts';
import type { Log } from '../log/index.ts';
import type { Practice } from '../practice/index.ts';

/** The list of agents. One may be installed or go away without a word: who asks and finds it tells all others. */
export function createProviderList(core: Core): Runtime['providers'] {
  let unusable = '';
  return {
    async list() {
      const found = await Promise.all([...core.providers.values()].map((provider) => provider.describe()));
      const now = found.flatMap(({ id, status }) => (status === 'missing' || status === 'unsupported' ? [`${id} ${status}`] : [])).join();
      if (now !== unusable) core.hub.tellChanged('providers');
      unusable = now;
      return found;
    },
  };
}

/** What providers are made of. */
export interface ProviderParts {
  readonly options: RuntimeOptions;
  readonly host: ProcessHost;
  readonly practice: Practice;
  readonly log: Log;
  readonly clock: Clock;
}

export type MakeProviders = (parts: ProviderParts) => readonly Provider[];

/** The agents of this server. Making one starts nothing. */
export const makeProviders: MakeProviders = (parts) => [makeOpenCode(parts), ...makeLying(parts)];

function makeOpenCode({ options, host, practice, log, clock }: ProviderParts): Provider {
  const own = log.child({ part: 'opencode' });
  return createOpenCode({
    host,
    practice: () => (options.practice ? practice.endpoint() : Promise.resolve(null)),
    practiceHidden: !options.practice,
    env: options.env,
    ...(options.opencodeBin === undefined ? {} : { bin: options.opencodeBin }),
    log: (level, message, fields) => own[level](fields, message),
    now: () => clock.now(),
  });
}

/** Last in the list, so that it is never the default. */
function makeLying({ options, host, log }: ProviderParts): readonly Provider[] {
  if (options.lying === undefined) return [];
  const own = log.child({ part: 'lying' });
  const stateDir = join(options.dataDir, 'lying');
  return [createLying({ host, stateDir, ...options.lying, log: (level, message, fields) => own[level](fields, message) })];
}
