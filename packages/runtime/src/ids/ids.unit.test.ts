import { randomBytes } from 'node:crypto';
import type { ThreadId } from '@plumbline/lifecycle';
import { describe, expect, it } from 'vitest';
import { ascendingIds } from './ascending.ts';
import { createIds, itemIdOf, requestIdOf } from './ids.ts';

const thread = 'thr_a' as ThreadId;

describe('ascending ids', () => {
  it('given the time of a recorded message of OpenCode, when an id is made, then it has the same layout and time digits', () => {
    // Recorded: a message created at 1795327697159 got the id msg_201dea107001b9lnkB8jImaLSH.
    const id = ascendingIds(() => 1795327697159, randomBytes)('msg');
    expect(id).toMatch(/^msg_201dea107001[0-9A-Za-z]{14}$/);
  });

  it('given our id, when it is made between two of the provider, then it sorts between them', () => {
    const ours = ascendingIds(() => 1795327695000, randomBytes)('msg');
    expect(['msg_201dea107001b9lnkB8jImaLSH', ours, 'msg_201de91df001etAoJwC5NoHov1'].sort()[1]).toBe(ours);
  });

  it('given a clock that stands still and then goes back, when many are made, then they ascend and are all different', () => {
    let time = 1795327697159;
    const next = ascendingIds(() => time, randomBytes);
    const first = Array.from({ length: 5_000 }, () => next('msg'));
    time -= 60_000;
    const all = [...first, ...Array.from({ length: 5_000 }, () => next('msg'))];
    expect([...all].sort()).toEqual(all);
    expect(new Set(all).size).toBe(10_000);
  });
});

describe('derived ids', () => {
  it('given the same part, when the id is derived again, then it is the same; another part, session or thread gives another', () => {
    const id = itemIdOf(thread, 'ses_1', 'prt_1');
    expect(itemIdOf(thread, 'ses_1', 'prt_1')).toBe(id);
    expect(id).toMatch(/^item_[a-z2-7]{26}$/);
    const others = [
      itemIdOf(thread, 'ses_1', 'prt_2'),
      itemIdOf(thread, 'ses_2', 'prt_1'),
      itemIdOf('thr_b' as ThreadId, 'ses_1', 'prt_1'),
    ];
    expect(new Set([id, ...others]).size).toBe(4);
  });

  it('given fields that read the same when joined, when derived, then the ids differ', () => {
    expect(requestIdOf(thread, 'ab', 'c')).not.toBe(requestIdOf(thread, 'a', 'bc'));
    expect(requestIdOf(thread, 'ab', 'c')).toMatch(/^req_[a-z2-7]{26}$/);
  });
});

describe('random ids', () => {
  it('given many, when made, then none repeats and each is safe in a URL', () => {
    const ids = createIds(() => 1);
    const all = Array.from({ length: 2_000 }, () => [ids.threadId(), ids.turnId(), ids.projectId(), ids.commandId()]).flat();
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((id) => encodeURIComponent(id) === id)).toBe(true);
    expect(ids.threadId()).toMatch(/^thr_[\w-]{20}$/);
  });
});
