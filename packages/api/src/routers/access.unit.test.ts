import { expect, it } from 'vitest';
import { testContext } from '../../test/context.ts';
import { createCaller } from '../router.ts';

async function threeBrowsers() {
  const program = testContext();
  for (const name of ['one', 'two', 'three']) await program.access.exchange(await program.access.createLink(), name);
  const { sessions } = await createCaller(program).access.list();
  const auth = { kind: 'session', id: sessions[1]?.sessionId ?? '' } as const;
  return { caller: createCaller({ ...program, auth }), program: createCaller(program) };
}

it('given three browsers, when one looks, then it sees all, and which is its own; no token is told', async () => {
  const { caller } = await threeBrowsers();
  const { sessions } = await caller.access.list();
  expect(sessions.map(({ userAgent, current }) => [userAgent, current])).toEqual([
    ['one', false],
    ['two', true],
    ['three', false],
  ]);
  expect(Object.keys(sessions[0] ?? {}).sort()).toEqual(['createdAt', 'current', 'expiresAt', 'lastSeenAt', 'sessionId', 'userAgent']);
});

it('given three browsers, when one ends another and then the others, then its own is left; a program ends all', async () => {
  const { caller, program } = await threeBrowsers();
  const [first] = (await caller.access.list()).sessions;
  if (!first) throw new Error('no session');
  const { sessionId } = first;
  expect(await caller.access.revoke({ sessionId })).toMatchObject({ revoked: true, version: 0 });
  expect(await caller.access.revoke({ sessionId })).toMatchObject({ revoked: false });
  expect(await caller.access.revokeOthers()).toMatchObject({ revoked: 1 });
  expect((await caller.access.list()).sessions).toMatchObject([{ userAgent: 'two', current: true }]);
  expect(await program.access.revokeOthers()).toMatchObject({ revoked: 1 });
});
