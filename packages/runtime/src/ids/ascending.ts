import type { Millis } from '@plumbline/lifecycle';

/** Ids of one millisecond that can be told apart by their counter. */
const perMillisecond = 4096;
const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomLength = 14;

/**
 * Ids that sort as text in the order in which they were made, in the layout that OpenCode gives to its own: the low 48 bits
 * of (ms × 4096 + counter) as 12 hex digits, then 14 random characters. A prompt with such an id sorts between the
 * provider's messages by time. The order holds within this maker also when the wall clock is set back.
 */
export function ascendingIds(now: () => Millis, randomBytes: (count: number) => ArrayLike<number>): (prefix: string) => string {
  let millisecond = 0;
  let counter = 0;
  return (prefix) => {
    const time = now();
    if (time > millisecond) {
      millisecond = time;
      counter = 0;
    }
    counter += 1;
    if (counter >= perMillisecond) {
      millisecond += 1;
      counter = 1;
    }
    const stamp = BigInt.asUintN(48, BigInt(millisecond) * BigInt(perMillisecond) + BigInt(counter));
    const random = Array.from(randomBytes(randomLength), (byte) => base62[byte % base62.length]).join('');
    return `${prefix}_${stamp.toString(16).padStart(12, '0')}${random}`;
  };
}
