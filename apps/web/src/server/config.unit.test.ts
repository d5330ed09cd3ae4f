import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig, urlOf } from './config.ts';

const read = (env: Record<string, string>) => readConfig(env, '/house/apps/web');

test('given nothing, then it listens on loopback, with its state in the home, and offers the practice model', () => {
  expect(read({})).toMatchObject({ host: '127.0.0.1', port: 4280, token: null, practice: true, root: '/house', printLink: false });
  expect(read({}).dataDir).toMatch(/\/\.local\/state\/plumbline$/);
  expect(read({ XDG_STATE_HOME: '/state' }).dataDir).toBe('/state/plumbline');
  expect(read({ XDG_STATE_HOME: 'relative' }).dataDir).toMatch(/\/\.local\/state\/plumbline$/);
});

test('given settings, then they count; an empty one does not', () => {
  expect(
    read({ PLUMBLINE_PORT: '80', PLUMBLINE_DATA_DIR: '/d/', PLUMBLINE_PRACTICE: '0', PLUMBLINE_TOKEN: 'x', PLUMBLINE_ROOT: '/r' }),
  ).toMatchObject({
    port: 80,
    dataDir: '/d',
    practice: false,
    token: 'x',
    root: '/r',
  });
  expect(read({ PLUMBLINE_TOKEN: ' ', PLUMBLINE_HOST: '' })).toMatchObject({ token: null, host: '127.0.0.1' });
});

test.each([
  [undefined, null],
  ['script', 'script'],
  ['7', 7],
])('given PLUMBLINE_LYING=%s, then the lying provider is %s', (given, lying) => {
  expect(read(given === undefined ? {} : { PLUMBLINE_LYING: given }).lying).toBe(lying);
});

describe('what cannot be is refused with a message that names it', () => {
  test.each([
    [{ PLUMBLINE_PORT: '0' }, /PLUMBLINE_PORT/],
    [{ PLUMBLINE_PORT: '65536' }, /PLUMBLINE_PORT/],
    [{ PLUMBLINE_PORT: '4280x' }, /4280x/],
    [{ PLUMBLINE_DATA_DIR: 'relative' }, /absolute/],
    [{ PLUMBLINE_TOKEN: 'a b' }, /PLUMBLINE_TOKEN/],
    [{ PLUMBLINE_LYING: 'yes' }, /PLUMBLINE_LYING/],
  ])('%j', (env, message) => {
    expect(() => read(env as Record<string, string>)).toThrow(ConfigError);
    expect(() => read(env as Record<string, string>)).toThrow(message);
  });
});

describe('listening to other machines', () => {
  test.each(['0.0.0.0', '::', '192.168.1.7', 'desk.local'])('on %s is refused without a token, or with a short one', (host) => {
    expect(() => read({ PLUMBLINE_HOST: host })).toThrow(/PLUMBLINE_TOKEN/);
    expect(() => read({ PLUMBLINE_HOST: host, PLUMBLINE_TOKEN: 'short' })).toThrow(/PLUMBLINE_TOKEN/);
    expect(read({ PLUMBLINE_HOST: host, PLUMBLINE_TOKEN: 'a-long-enough-secret' }).host).toBe(host);
  });
  test.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])('on %s is not listening to others', (host) => {
    expect(read({ PLUMBLINE_HOST: host }).host).toBe(host);
  });
});

test('the address is one that this machine can open', () => {
  expect(urlOf({ host: '0.0.0.0', port: 1 })).toBe('http://127.0.0.1:1');
  expect(urlOf({ host: '::1', port: 1 })).toBe('http://[::1]:1');
  expect(urlOf({ host: 'localhost', port: 1 })).toBe('http://localhost:1');
});
