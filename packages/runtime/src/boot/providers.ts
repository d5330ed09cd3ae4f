import { createOpenCode, type ProcessHost, type Provider } from '@plumbline/providers';
import type { Clock } from '../clock/index.ts';
import type { RuntimeOptions } from '../contract.ts';
import type { Log } from '../log/index.ts';
import type { Practice } from '../practice/index.ts';

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
export const makeProviders: MakeProviders = ({ options, host, practice, log, clock }) => {
  const own = log.child({ part: 'opencode' });
  return [
    createOpenCode({
      host,
      practice: () => (options.practice ? practice.endpoint() : Promise.resolve(null)),
      practiceHidden: !options.practice,
      env: options.env,
      ...(options.opencodeBin === undefined ? {} : { bin: options.opencodeBin }),
      log: (level, message, fields) => own[level](fields, message),
      now: () => clock.now(),
    }),
  ];
};
