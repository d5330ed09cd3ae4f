import { randomBytes } from 'node:crypto';

/** The practice model as OpenCode and provider.list name it. */
export const practice = { provider: 'practice', model: 'practice', name: 'Practice' } as const;
export const practiceModelId = `${practice.provider}/${practice.model}`;

export interface PracticeAccess {
  readonly baseUrl: string;
  readonly key: string;
}

export interface ServerEnvironment {
  readonly env: Readonly<Record<string, string>>;
  /** The user's OPENCODE_CONFIG_CONTENT could not be read; it is passed on as it is, without the practice model. */
  readonly unreadable: boolean;
}

/**
 * What is added to the user's environment for `opencode serve`: a password, no update of the program while it serves, and
 * the practice model beside the user's own configuration. Nothing else: home, configuration, credentials, permissions,
 * default models are the user's. README.md says why each is or is not there.
 */
export function serverEnvironment(
  user: Readonly<Record<string, string | undefined>>,
  password: string,
  access: PracticeAccess | null,
): ServerEnvironment {
  const merged = mergedConfig(user.OPENCODE_CONFIG_CONTENT, access);
  return {
    unreadable: merged === null,
    env: {
      OPENCODE_SERVER_USERNAME: 'opencode',
      OPENCODE_SERVER_PASSWORD: password,
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      ...(merged ? { OPENCODE_CONFIG_CONTENT: merged } : {}),
    },
  };
}

export const newPassword = (): string => randomBytes(32).toString('base64url');

/** Null: what is given cannot be read. Undefined: nothing to add. */
function mergedConfig(given: string | undefined, access: PracticeAccess | null): string | null | undefined {
  if (access === null) return undefined;
  const base = given === undefined || given.trim() === '' ? {} : parseObject(given);
  if (base === null) return null;
  const providers = isObject(base.provider) ? base.provider : {};
  return JSON.stringify({ ...base, provider: { ...providers, [practice.provider]: practiceProvider(access) } });
}

function practiceProvider(access: PracticeAccess) {
  return {
    npm: '@ai-sdk/openai-compatible', // part of the binary: nothing is fetched for it
    name: practice.name,
    options: { baseURL: access.baseUrl, apiKey: access.key },
    models: {
      [practice.model]: {
        name: practice.name,
        tool_call: true,
        reasoning: true,
        limit: { context: 200_000, output: 8_192 },
      },
    },
  };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
