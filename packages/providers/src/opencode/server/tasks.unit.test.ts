import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ProviderSignal, Survivor, SurvivorId } from '../../contract.ts';
import { Tasks } from './tasks.ts';

const one = { session: 'ses_1', incarnation: 'life', directory: '/p' };
const two = { ...one, session: 'ses_2' };
const survivor = (pid: number): Survivor => ({ pid, startTime: `t${pid}`, command: `sleep ${pid}` });

let running: Survivor[];
let ended: [number, boolean][];
let told: ProviderSignal[];
let tasks: Tasks;

const isRunning = async ({ pid, startTime }: SurvivorId) => running.some((each) => each.pid === pid && each.startTime === startTime);

beforeEach(() => {
  vi.useFakeTimers();
  running = [];
  ended = [];
  told = [];
  tasks = new Tasks({
    survivors: {
      list: async () => running,
      isRunning,
      end: async (each, force) => {
        const runs = await isRunning(each);
        if (runs) ended.push([each.pid, force]);
        return runs;
      },
    },
    emit: (signal) => told.push(signal),
    failed: (reason) => expect.fail(reason),
  });
});

afterEach(() => {
  vi.useRealTimers();
});

const kinds = () => told.map((signal) => ('ref' in signal && 'session' in signal ? [signal.kind, signal.session, signal.ref] : []));

describe('tasks of sessions', () => {
  it('given a run that left a command, then it is told once, as the task of the session whose run ended', async () => {
    running = [survivor(7)];
    await tasks.look(one);
    await tasks.look(one);
    await tasks.look(two);
    expect(told).toEqual([{ kind: 'task-started', ref: '7:t7', title: 'sleep 7', pid: 7, session: 'ses_1', incarnation: 'life' }]);
  });

  it('given it ends, then that is told within a second, and no timer is left', async () => {
    running = [survivor(7)];
    await tasks.look(one);
    expect(vi.getTimerCount()).toBe(1);
    running = [];
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told.at(-1)).toEqual({ kind: 'task-ended', ref: '7:t7', lost: false, session: 'ses_1', incarnation: 'life' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('given its top process ends and what it started runs on, then that is a task of the same session', async () => {
    running = [survivor(7)];
    await tasks.look(one);
    running = [survivor(8)];
    await vi.advanceTimersByTimeAsync(1_000);
    expect(kinds().slice(1)).toEqual([
      ['task-ended', 'ses_1', '7:t7'],
      ['task-started', 'ses_1', '8:t8'],
    ]);
  });

  it('given more than twenty, then twenty are told', async () => {
    running = Array.from({ length: 25 }, (_, index) => survivor(index + 1));
    await tasks.look(one);
    expect(told).toHaveLength(20);
  });

  it('given a restart of ours, then what runs is told again under its ref, and of the rest the end', async () => {
    running = [survivor(7), survivor(9)];
    await tasks.takeUp(two, ['7:t7', '8:t8']);
    expect(kinds()).toEqual([
      ['task-started', 'ses_2', '7:t7'],
      ['task-ended', 'ses_2', '8:t8'],
    ]);
  });

  it('given runs that ended while nobody listened, then what they left is told when all who are taken up hold their own, once', async () => {
    running = [survivor(7), survivor(9)];
    tasks.lookSoon(one);
    await vi.advanceTimersByTimeAsync(2_000);
    await tasks.takeUp(two, ['9:t9']);
    tasks.lookSoon(two);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(kinds()).toEqual([
      ['task-started', 'ses_2', '9:t9'],
      ['task-started', 'ses_1', '7:t7'],
    ]);
    tasks.lookSoon(one);
    tasks.end();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('stopping a task', () => {
  it('given it runs, then it is signalled; given it is not of the session or has ended, then nothing is', async () => {
    running = [survivor(7)];
    await tasks.look(one);
    await tasks.stop('ses_1', '7:t7', false);
    await tasks.stop('ses_1', '7:t7', true);
    expect(ended).toEqual([
      [7, false],
      [7, true],
    ]);
    const notFound = { failure: { code: 'TASK_NOT_FOUND' } };
    await expect(tasks.stop('ses_2', '7:t7', true)).rejects.toMatchObject(notFound);
    running = [{ ...survivor(7), startTime: 'another life' }];
    await expect(tasks.stop('ses_1', '7:t7', true)).rejects.toMatchObject(notFound);
    expect(ended).toHaveLength(2);
  });

  it('given the session is let go or the server has ended, then nothing more is told', async () => {
    running = [survivor(7)];
    await tasks.look(one);
    tasks.forget('ses_1');
    tasks.end();
    await tasks.look(one);
    running = [];
    await vi.advanceTimersByTimeAsync(3_000);
    expect(told).toHaveLength(1);
  });
});
