import type { LogEntry } from '../../state/port.ts';

/** Hours to thousandths: what came first is the question that a log is read for. */
export function clockText(at: number): string {
  const time = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${String(time.getMilliseconds()).padStart(3, '0')}`;
}

/** The payload, line by line; one that was cut stands as it came, and says so. */
export function payloadText({ payload, length }: LogEntry): string {
  if (payload.length < length) return `${payload}…\n(the first ${payload.length} of ${length} characters)`;
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}

/** `older-epoch` → `older epoch` */
export const reasonText = (reason: string): string => reason.replaceAll('-', ' ');
