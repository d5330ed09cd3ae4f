import { type Description, describe, summarize } from '@plumbline/lifecycle';
import type { Check } from './world.ts';

const month = 30 * 24 * 3_600_000;
/** A span of time below zero, in words. */
const negative = /-\d[\d.]* ?(ms|s|min|m|h|d)\b/;

/** Whatever the clock was set to meanwhile: no thread tells of a time below zero, whenever it is asked. */
export const ages: Check = ({ log, threads }) => {
  const last = log.at(-1)?.at ?? 0;
  return threads.flatMap(({ threadId, served: { state } }) =>
    [last - month, last, last + month].flatMap((now) => below(describe(summarize(state), now)).map((what) => `${threadId}: ${what}`)),
  );
};

function below({ word, label, reason = '', took }: Description): string[] {
  const found = took !== undefined && took < 0 ? [`${word} took ${took} ms`] : [];
  return negative.test(`${label} ${reason}`) ? [...found, `${word} says "${label}: ${reason}"`] : found;
}
