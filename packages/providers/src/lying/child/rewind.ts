import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MessageId } from '@plumbline/lifecycle';
import type { StoredSession } from './history.ts';

/** Of a session, the oldest are forgotten. */
const keptWrites = 200;

/** Writes a file of the project for a prompt, and keeps what was there. */
export function writeFor(stored: StoredSession, prompt: MessageId, { file, text }: { readonly file: string; readonly text: string }): void {
  stored.written = [...(stored.written ?? []), { prompt, file, before: contentOf(stored, file) }].slice(-keptWrites);
  writeFileSync(join(stored.directory, file), text);
}

/** Puts back what was written since that prompt, the newest first. Further back than before: all is put forth together later. */
export function rewindTo(stored: StoredSession, to: MessageId): void {
  const gone = new Set(rewoundPrompts(stored, to));
  const files = { ...stored.rewound?.files };
  for (const { prompt, file, before } of stored.written?.toReversed() ?? []) {
    if (!gone.has(prompt)) continue;
    if (!Object.hasOwn(files, file)) files[file] = contentOf(stored, file);
    put(stored, file, before);
  }
  stored.rewound = { to, files };
}

export function rewindForth(stored: StoredSession): void {
  for (const [file, text] of Object.entries(stored.rewound?.files ?? {})) put(stored, file, text);
  delete stored.rewound;
}

/** As real agents do it: with the next prompt what is rewound leaves the history. */
export function dropRewound(stored: StoredSession): void {
  if (!stored.rewound) return;
  const gone = new Set(rewoundPrompts(stored, stored.rewound.to));
  const stays = ({ prompt }: { readonly prompt: MessageId }) => !gone.has(prompt);
  stored.prompts = stored.prompts.filter(({ id }) => !gone.has(id));
  stored.steps = stored.steps.filter(stays);
  stored.parts = stored.parts.filter(stays);
  stored.written = (stored.written ?? []).filter(stays);
  delete stored.rewound;
}

function rewoundPrompts({ prompts }: StoredSession, to: MessageId): readonly MessageId[] {
  const ids = prompts.map(({ id }) => id);
  return ids.includes(to) ? ids.slice(ids.indexOf(to)) : [];
}

function contentOf({ directory }: StoredSession, file: string): string | null {
  const path = join(directory, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

function put({ directory }: StoredSession, file: string, text: string | null): void {
  if (text === null) rmSync(join(directory, file), { force: true });
  else writeFileSync(join(directory, file), text);
}
