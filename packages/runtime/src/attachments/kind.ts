import type { PromptMime } from '@plumbline/providers';

/** What a file is by its first bytes, never by its name. Null: neither an image that models take nor a text. */
export function kindOf(data: Uint8Array): PromptMime | null {
  const begins = (bytes: readonly number[], at = 0) => bytes.every((byte, index) => data[at + index] === byte);
  if (begins([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png';
  if (begins([0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (begins(ascii('GIF87a')) || begins(ascii('GIF89a'))) return 'image/gif';
  if (begins(ascii('RIFF')) && begins(ascii('WEBP'), 8)) return 'image/webp';
  return isText(data) ? 'text/plain' : null;
}

const ascii = (text: string): readonly number[] => [...Buffer.from(text, 'latin1')];

function isText(data: Uint8Array): boolean {
  if (data.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(data);
    return true;
  } catch {
    return false;
  }
}
