import { type ErrorCode, errorCodes } from '@plumbline/lifecycle';
import type { ZodError } from 'zod';

type Issues = ZodError['issues'];

/** One line for people, and the code: an input schema may name another one than INPUT_INVALID in `params.reason`. */
export function describeIssues(issues: Issues): { readonly reason: ErrorCode; readonly message: string } {
  const first = issues[0];
  if (!first) return { reason: 'INPUT_INVALID', message: 'The input is not valid.' };
  const where = first.path.map(String).join('.');
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  const message = `${where === '' ? '' : `${where}: `}${first.message}${more}`.replace(/\s+/g, ' ').slice(0, 300);
  return { reason: reasonOf(first), message };
}

function reasonOf(issue: Issues[number]): ErrorCode {
  const reason: unknown = issue.code === 'custom' ? issue.params?.reason : undefined;
  return typeof reason === 'string' && reason in errorCodes ? (reason as ErrorCode) : 'INPUT_INVALID';
}
