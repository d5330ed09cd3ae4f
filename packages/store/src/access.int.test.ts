import type { ProjectId } from '@plumbline/lifecycle';
import { expect, test } from 'vitest';
import { tempStore } from '../test/temp-store.ts';

test('a link is taken exactly once, and not after its time', async () => {
  const { access } = (await tempStore()).store;
  await access.addLink({ tokenHash: 'one', createdAt: 0, expiresAt: 100 });
  await access.addLink({ tokenHash: 'two', createdAt: 0, expiresAt: 100 });
  const taken = await Promise.all(Array.from({ length: 5 }, () => access.takeLink('one', 50)));
  expect(taken.filter(Boolean).length).toBe(1);
  expect(await access.takeLink('two', 100)).toBe(false);
  expect(await access.takeLink('none', 50)).toBe(false);
});

test('a session is found by its hash, touched forward only, listed without its hash, and revoked once', async () => {
  const { access } = (await tempStore()).store;
  const session = { id: 's', createdAt: 1, lastSeenAt: 1, expiresAt: 100, userAgent: 'browser' };
  await access.addSession({ ...session, tokenHash: 'hash' });
  await access.touchSession('s', 9);
  await access.touchSession('s', 5);
  expect(await access.session('hash')).toEqual({ ...session, lastSeenAt: 9 });
  expect(await access.listSessions()).toEqual([{ ...session, lastSeenAt: 9 }]);
  expect(await access.revokeSession('s')).toBe(true);
  expect(await access.revokeSession('s')).toBe(false);
  expect(await access.session('hash')).toBeNull();
});

test('projects are kept, changed and removed', async () => {
  const { store } = await tempStore();
  const project = { projectId: 'p' as ProjectId, path: '/work/x', title: 'X', createdAt: 1 };
  await store.saveProject({ ...project, sample: true });
  expect(await store.listProjects()).toEqual([{ ...project, sample: true }]);
  await store.saveProject({ ...project, title: 'Y' });
  expect(await store.project(project.projectId)).toEqual({ ...project, title: 'Y' });
  await store.removeProject(project.projectId);
  expect(await store.project(project.projectId)).toBeNull();
});
