import { describe, expect, it } from 'vitest';
import { newPassword, serverEnvironment } from './config.ts';

const access = { baseUrl: 'http://127.0.0.1:1/v1', key: 'k' };
const contentOf = (env: Readonly<Record<string, string>>) => JSON.parse(env.OPENCODE_CONFIG_CONTENT ?? '{}') as Record<string, unknown>;

describe('the environment of the server', () => {
  it('given a user without configuration, then only the practice model is added, and no default is chosen', () => {
    const { env } = serverEnvironment({}, 'secret', access);
    expect(Object.keys(contentOf(env))).toEqual(['provider']);
    expect(contentOf(env).provider).toMatchObject({ practice: { options: { baseURL: access.baseUrl, apiKey: 'k' } } });
    expect(env).toMatchObject({ OPENCODE_SERVER_PASSWORD: 'secret', OPENCODE_DISABLE_AUTOUPDATE: '1' });
    expect(Object.keys(env)).toHaveLength(4);
  });

  it('given a user’s OPENCODE_CONFIG_CONTENT, then theirs is kept beside ours', () => {
    const given = { model: 'acme/one', plugin: ['theirs'], provider: { acme: { name: 'Acme' } }, permission: { bash: 'ask' } };
    const content = contentOf(serverEnvironment({ OPENCODE_CONFIG_CONTENT: JSON.stringify(given) }, 'secret', access).env);
    expect(content).toMatchObject({ model: 'acme/one', permission: { bash: 'ask' }, provider: { acme: { name: 'Acme' }, practice: {} } });
    expect(content.plugin).toEqual(['theirs']);
  });

  it('given one that cannot be read, or a hidden practice model, then nothing of the user’s is lost', () => {
    const unreadable = serverEnvironment({ OPENCODE_CONFIG_CONTENT: '{ // comment' }, 'secret', access);
    expect(unreadable.unreadable).toBe(true);
    expect(unreadable.env.OPENCODE_CONFIG_CONTENT).toBeUndefined();
    expect(serverEnvironment({ OPENCODE_CONFIG_CONTENT: '{}' }, 'secret', null).env.OPENCODE_CONFIG_CONTENT).toBeUndefined();
  });

  it('given two starts, then two passwords', () => {
    expect(newPassword()).not.toBe(newPassword());
    expect(newPassword().length).toBeGreaterThanOrEqual(40);
  });
});
