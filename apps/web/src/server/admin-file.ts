import { chmod, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How the owner of the data directory asks the running server for a new link (scripts/link.mjs). Mode 0600. */
export interface AdminFile {
  readonly url: string;
  /** Makes links, lists and revokes sessions; nothing else. Another one at each start. */
  readonly token: string;
  readonly pid: number;
}

export async function writeAdminFile(dataDir: string, admin: AdminFile): Promise<void> {
  const file = join(dataDir, 'admin.json');
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(admin)}\n`, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, file);
}

export async function removeAdminFile(dataDir: string): Promise<void> {
  await rm(join(dataDir, 'admin.json'), { force: true });
}
