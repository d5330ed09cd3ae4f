import { randomUUID } from 'node:crypto';
import { errorCodes } from '@plumbline/lifecycle';
import { RuntimeFault } from '@plumbline/runtime';
import { StoreFault } from '@plumbline/store';
import { TRPCError } from '@trpc/server';
import { describe, expect, test } from 'vitest';
import * as input from '../input.ts';
import { errorResponse } from './body.ts';
import { describeError } from './describe.ts';
import { statusOf, trpcCodeOf } from './status.ts';

const zodError = (schema: { safeParse(value: unknown): { error?: Error | undefined } }, value: unknown) => {
  const { error } = schema.safeParse(value);
  if (!error) throw new Error('it parses');
  return new TRPCError({ code: 'BAD_REQUEST', cause: error });
};

describe('the one mapping of errors', () => {
  test('every code has an HTTP status, and tRPC has a name for it', () => {
    for (const code of Object.keys(errorCodes) as (keyof typeof errorCodes)[]) {
      expect(trpcCodeOf(statusOf(code)).number).toBeLessThan(0);
    }
  });
  test('a refusal names its blocker and what removes it', () => {
    const fault = new RuntimeFault('BLOCKED_BY_RUNNING_TURN', 'A turn is running.', {
      code: 'BLOCKED_BY_RUNNING_TURN',
      message: 'A turn is running.',
      blocker: { kind: 'turn', id: 't1' },
      removedBy: 'thread.turn.interrupt',
    });
    expect(describeError(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: fault }))).toEqual({
      reason: 'BLOCKED_BY_RUNNING_TURN',
      message: 'A turn is running.',
      remedy: errorCodes.BLOCKED_BY_RUNNING_TURN.remedy,
      httpStatus: 409,
      blocker: { kind: 'turn', id: 't1' },
      removedBy: 'thread.turn.interrupt',
    });
  });
  test('a fault of the store keeps its code', () => {
    expect(describeError(new StoreFault('STORAGE_UNAVAILABLE', 'disk full'))).toMatchObject({
      reason: 'STORAGE_UNAVAILABLE',
      httpStatus: 503,
    });
  });
  test('a fault from another copy of the code is known by its name', () => {
    const copy = Object.assign(new Error('There is no such thread.'), { name: 'RuntimeFault', code: 'THREAD_NOT_FOUND', refusal: null });
    expect(describeError(copy)).toMatchObject({ reason: 'THREAD_NOT_FOUND', httpStatus: 404 });
  });
  test('what nobody foresaw tells nothing', () => {
    const facts = describeError(
      new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: new Error('password is hunter2 at /home/me/x.ts:3') }),
    );
    expect(facts).toMatchObject({ reason: 'INTERNAL', httpStatus: 500 });
    expect(JSON.stringify(facts)).not.toContain('hunter2');
    expect(JSON.stringify(describeError(new RuntimeFault('INTERNAL', 'hunter2')))).not.toContain('hunter2');
  });
  test.each([
    ['NOT_FOUND', 404],
    ['METHOD_NOT_SUPPORTED', 405],
    ['PARSE_ERROR', 400],
    ['BAD_REQUEST', 400],
  ] as const)('tRPC’s own %s is our INPUT_INVALID with %d', (code, httpStatus) => {
    expect(describeError(new TRPCError({ code, message: 'm' }))).toMatchObject({ reason: 'INPUT_INVALID', httpStatus });
  });
});

describe('bad input', () => {
  test('says where, in one line', () => {
    const facts = describeError(zodError(input.threadCreate, { projectId: 7, titel: 'x' }));
    expect(facts.reason).toBe('INPUT_INVALID');
    expect(facts.message).toMatch(/^projectId: .+ \(and 1 more\)$/);
  });
  test('an unknown key is refused', () => {
    expect(describeError(zodError(input.turnStart, { threadId: 't', text: 'x', delivry: 'queue' })).message).toContain('delivry');
  });
  test('a text of 1,000,000 UTF-16 units is taken, one more is TEXT_TOO_LARGE', () => {
    expect(input.turnStart.safeParse({ threadId: 't', text: 'x'.repeat(1_000_000) }).success).toBe(true);
    const facts = describeError(zodError(input.turnStart, { threadId: 't', text: 'x'.repeat(1_000_001) }));
    expect(facts).toMatchObject({ reason: 'TEXT_TOO_LARGE', httpStatus: 413 });
  });
  test('a command id is a UUID', () => {
    expect(input.commandOnThread.safeParse({ threadId: 't', commandId: 'x' }).success).toBe(false);
    expect(input.commandOnThread.safeParse({ threadId: 't', commandId: randomUUID() }).success).toBe(true);
  });
  test('a request takes a decision or answers, not both', () => {
    const on = { threadId: 't', requestId: 'r' };
    expect(input.requestRespond.safeParse({ ...on, decision: 'allow' }).success).toBe(true);
    expect(input.requestRespond.safeParse({ ...on, answers: [['a']] }).success).toBe(true);
    expect(input.requestRespond.safeParse({ ...on, decision: 'allow', answers: [] }).success).toBe(false);
    expect(input.requestRespond.safeParse({ ...on, decision: 'maybe' }).success).toBe(false);
  });
});

test('a plain refusal has the shape of a tRPC error', async () => {
  const response = errorResponse('STARTING_UP', 'Starting.');
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('1');
  expect(await response.json()).toEqual({
    error: {
      message: 'Starting.',
      code: -32603,
      data: { code: 'SERVICE_UNAVAILABLE', httpStatus: 503, reason: 'STARTING_UP', remedy: errorCodes.STARTING_UP.remedy },
    },
  });
});
