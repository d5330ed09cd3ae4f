import { defineConfig } from 'vitest/config';

/** A test's cost is in its name: `*.unit.test.ts` runs in milliseconds, `*.int.test.ts` uses files, sockets and processes. */
const ignored = ['**/node_modules/**', '**/dist/**', '**/.next/**'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{apps,packages}/**/*.unit.test.{ts,tsx}', 'scripts/**/*.unit.test.ts'],
          exclude: ignored,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'int',
          include: ['{apps,packages}/**/*.int.test.ts', 'scripts/**/*.int.test.ts'],
          exclude: ignored,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          pool: 'forks',
          fileParallelism: false,
        },
      },
    ],
  },
});
