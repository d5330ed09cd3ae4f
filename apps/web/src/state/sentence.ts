import type { Description } from '@plumbline/lifecycle';
import { formatSpan } from './format.ts';

/** What `describe` says, as one line of text, for what has no age that counts up. */
export function sentenceOf({ label, reason, took }: Description): string {
  return `${label}${reason ? `: ${reason}` : ''}${took !== undefined && !reason ? ` after ${formatSpan(took)}` : ''}`;
}
