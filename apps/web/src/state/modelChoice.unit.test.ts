import { describe, expect, it } from 'vitest';
import { defaultChoice } from './modelChoice.ts';
import type { ModelInfo, ProviderInfo } from './port.ts';

const provider = (models: readonly ModelInfo[]): ProviderInfo => ({
  id: 'opencode',
  name: 'OpenCode',
  status: 'running',
  models,
  agents: [],
  access: [],
  capabilities: { steer: true, fork: true, rewind: true, resume: true, reattach: true, agents: true, sharedProcess: true },
});
const hosted: ModelInfo = { id: 'anthropic/large', name: 'Large', hosted: true, host: 'Anthropic' };
const local: ModelInfo = { id: 'ollama/small', name: 'Small', hosted: false, host: 'this machine' };
const practice: ModelInfo = { id: 'practice/practice', name: 'Practice', hosted: false, host: 'this machine' };

describe('defaultChoice', () => {
  it('given hosted models only, when nothing was picked, then none is chosen', () => {
    expect(defaultChoice([provider([hosted])], null)).toBeNull();
  });

  it('given the practice model among others, when nothing was picked, then it is chosen', () => {
    expect(defaultChoice([provider([hosted, local, practice])], null)?.model).toBe('practice/practice');
  });

  it('given a hosted model that the user picked, when it is still there, then it is chosen; else a model of this machine', () => {
    const last = { provider: 'opencode', model: 'anthropic/large' };
    expect(defaultChoice([provider([hosted, practice])], last)).toEqual(last);
    expect(defaultChoice([provider([practice])], last)?.model).toBe('practice/practice');
  });
});
