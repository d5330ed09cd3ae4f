import { fileURLToPath } from 'node:url';

/** Drizzle's migrations folder. */
export const migrations = fileURLToPath(new URL('../../store/migrations', import.meta.url));

/** The program of `npm run verify`. */
export const verifyProgram = fileURLToPath(new URL('../../store/src/cli/verify.ts', import.meta.url));
