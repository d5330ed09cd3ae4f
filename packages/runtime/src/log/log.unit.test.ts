import { describe, expect, it } from 'vitest';
import { createLog } from './log.ts';
import { hideValues } from './secrets.ts';

function capture(): { lines: Record<string, unknown>[]; sink: { write(line: string): void } } {
  const lines: Record<string, unknown>[] = [];
  return { lines, sink: { write: (line) => lines.push(JSON.parse(line)) } };
}

describe('log', () => {
  it('given fields with secret names at any depth, when logged, then their values are not in the line', () => {
    const { lines, sink } = capture();
    createLog({ sink })
      .child({ token: 'child-secret' })
      .info({ process: { password: 'deep-secret', port: 1 }, headers: [{ Authorization: 'Basic list-secret' }] }, 'started');
    expect(JSON.stringify(lines)).not.toContain('secret"');
    expect(lines[0]).toMatchObject({ level: 'info', msg: 'started', process: { password: '[hidden]', port: 1 } });
  });

  it('given an error with a cause, when logged, then both are told with their codes', () => {
    const { lines, sink } = capture();
    const cause = Object.assign(new Error('no file'), { code: 'ENOENT' });
    createLog({ sink }).error({ error: new Error('start failed', { cause }) }, 'failed');
    expect(lines[0]).toMatchObject({ error: { message: 'start failed', cause: { code: 'ENOENT' } } });
  });

  it('given a text of a foreign program, when it holds a known secret, then it is taken out', () => {
    expect(hideValues('login with hunter-22 failed', ['hunter-22', 'in'])).toBe('login with [hidden] failed');
  });
});
