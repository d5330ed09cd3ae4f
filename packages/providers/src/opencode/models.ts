import type { Agent, Provider as NativeProvider, PermissionRule } from '@opencode-ai/sdk/v2/types';
import type { Model, ProviderDescription } from '../contract.ts';
import { ProviderFault } from '../contract.ts';
import { practice, practiceModelId } from './config.ts';

/** Lists are cut here: a page shows no more. */
const modelLimit = 2_000;
const agentLimit = 200;

/** What OpenCode can run in one directory. */
export interface Catalog {
  readonly models: readonly Model[];
  readonly agents: ProviderDescription['agents'];
  /** What each agent may do, as configured. The first is the one that works when none is named. */
  readonly rules: ReadonlyMap<string, readonly PermissionRule[]>;
}

export const practiceModel: Model = { id: practiceModelId, name: practice.name, hosted: false, host: 'this machine' };

export function catalogOf(providers: readonly NativeProvider[], agents: readonly Agent[]): Catalog {
  const offered = agents.filter((agent) => agent.mode !== 'subagent' && agent.hidden !== true).slice(0, agentLimit);
  return {
    models: providers.flatMap(modelsOf).slice(0, modelLimit),
    agents: offered.map((agent) => ({
      id: agent.name,
      name: agent.name,
      ...(agent.description ? { description: agent.description } : {}),
    })),
    rules: new Map(offered.map((agent) => [agent.name, agent.permission])),
  };
}

function modelsOf(provider: NativeProvider): Model[] {
  return Object.values(provider.models).map((model) => {
    const id = `${provider.id}/${model.id}`;
    if (id === practiceModelId) return practiceModel;
    const local = isLoopback(provider.options.baseURL ?? model.api?.url);
    return { id, name: model.name, hosted: !local, host: local ? 'this machine' : provider.name };
  });
}

/** Whether prompts stay on this machine. What cannot be told is taken for hosted. */
function isLoopback(url: unknown): boolean {
  if (typeof url !== 'string' || !URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** `provider/model`: the model's own name may hold more slashes. Throws MODEL_UNKNOWN for what is no such name. */
export function splitModel(id: string): { readonly providerID: string; readonly modelID: string } {
  const slash = id.indexOf('/');
  if (slash <= 0 || slash === id.length - 1) throw new ProviderFault('MODEL_UNKNOWN', `"${id}" is not the name of a model.`);
  return { providerID: id.slice(0, slash), modelID: id.slice(slash + 1) };
}
