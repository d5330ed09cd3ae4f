import { dirname, join } from 'node:path';
import { openStore, type Store, type StoreOptions } from '@plumbline/store';
import { root } from '../../../e2e/harness/plumbline.ts';

/** Hears each batch of statements that the store sends. */
export type OnBatch = NonNullable<StoreOptions['onBatch']>;
export type Batch = Parameters<OnBatch>[0];

/** Opens the store on a database file, made with the same migrations as the server's. */
export function openBenchStore(file: string, onBatch?: OnBatch): Promise<Store> {
  return openStore({
    url: `file:${file}`,
    dataDir: dirname(file),
    migrations: join(root, 'packages', 'store', 'migrations'),
    ...(onBatch ? { onBatch } : {}),
  });
}
