import { defineConfig } from 'vitest/config';

/** Walks over the pure rules: minutes of one core, and neither file, socket nor process; `npm test` runs them beside the others. */
const walks = 'packages/lifecycle/explore/**/*.int.test.ts';

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
          exclude: [...ignored, walks],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          pool: 'forks',
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'walks',
          include: [walks],
          exclude: ignored,
          testTimeout: 60_000,
          pool: 'forks',
          fileParallelism: false,
        },
      },
    ],
  },
});
