import { fileURLToPath } from 'node:url';

/** Drizzle's migrations folder. */
export const migrations = fileURLToPath(new URL('../../store/migrations', import.meta.url));
