import type { ModelInfo, ProviderInfo } from './port.ts';

export interface ModelChoice {
  readonly provider: string;
  readonly model: string;
}

const key = 'plumbline.model';

/** Nothing hosted is used unless the user picked it: the default is a model of this machine, the practice model first. */
export function defaultChoice(providers: readonly ProviderInfo[], last: ModelChoice | null): ModelChoice | null {
  const all = listed(providers);
  if (last && all.some(({ provider, model }) => provider.id === last.provider && model.id === last.model)) return last;
  const local = all.filter(({ model }) => !model.hosted);
  const chosen = local.find(({ model }) => isPractice(model)) ?? local[0];
  return chosen ? { provider: chosen.provider.id, model: chosen.model.id } : null;
}

export function listed(providers: readonly ProviderInfo[]): readonly { provider: ProviderInfo; model: ModelInfo }[] {
  return providers.flatMap((provider) => provider.models.map((model) => ({ provider, model })));
}

/** Why no turn can begin with this agent, or undefined. One that failed is tried again by the next message. */
export function isUsable({ status }: ProviderInfo): boolean {
  return status !== 'missing' && status !== 'unsupported';
}

export function isPractice(model: ModelInfo): boolean {
  return model.id.startsWith('practice/');
}

export function lastChoice(): ModelChoice | null {
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? 'null') as Partial<ModelChoice> | null;
    return stored && typeof stored.provider === 'string' && typeof stored.model === 'string' ? (stored as ModelChoice) : null;
  } catch {
    return null;
  }
}

export function rememberChoice(choice: ModelChoice): void {
  try {
    localStorage.setItem(key, JSON.stringify(choice));
  } catch {
    // Only a convenience.
  }
}
