import type { Provider as NativeProvider } from '@opencode-ai/sdk/v2/types';
import { describe, expect, it } from 'vitest';
import { catalogOf, practiceModel, splitModel } from './models.ts';

const provider = (id: string, baseURL: string | undefined, models: string[]) =>
  ({
    id,
    name: id.toUpperCase(),
    options: baseURL === undefined ? {} : { baseURL },
    models: Object.fromEntries(models.map((model) => [model, { id: model, name: model, api: { url: 'https://api.example.com' } }])),
  }) as unknown as NativeProvider;

describe('models', () => {
  it('given providers, then those on loopback are local, and all others hosted by a name', () => {
    const { models } = catalogOf(
      [
        provider('practice', 'http://127.0.0.1:1/v1', ['practice']),
        provider('ollama', 'http://localhost:11434/v1', ['llama']),
        provider('acme', undefined, ['one/two']),
        provider('trick', 'http://127.0.0.1.example.com/v1', ['x']),
      ],
      [],
    );
    expect(models).toEqual([
      practiceModel,
      { id: 'ollama/llama', name: 'llama', hosted: false, host: 'this machine' },
      { id: 'acme/one/two', name: 'one/two', hosted: true, host: 'ACME' },
      { id: 'trick/x', name: 'x', hosted: true, host: 'TRICK' },
    ]);
  });

  it('given the name of a model, then the provider is what stands before the first slash', () => {
    expect(splitModel('acme/one/two')).toEqual({ providerID: 'acme', modelID: 'one/two' });
    for (const bad of ['', 'acme', '/one', 'acme/']) expect(() => splitModel(bad)).toThrow();
  });
});
