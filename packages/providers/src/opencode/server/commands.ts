import type { Command } from '@opencode-ai/sdk/v2/types';
import { slashCommand } from '@plumbline/lifecycle';
import { type Prompt, type ProviderCommand, ProviderFault } from '../../contract.ts';
import { partOf } from '../prompt-parts.ts';
import type { Api, CommandCall } from './api.ts';

const limit = 500;
const descriptionLimit = 300;

/** Those that work with whatever model is chosen. */
export async function listCommands(api: Api, directory: string, signal: AbortSignal): Promise<readonly ProviderCommand[]> {
  const commands = await api.commands(directory, signal);
  const models = await modelsOfAgents(api, directory, commands, signal);
  return commands
    .filter((command) => ownModel(command, models) === undefined)
    .slice(0, limit)
    .map(({ name, description }) => ({ name, ...(description && { description: description.slice(0, descriptionLimit) }) }));
}

/** A prompt that is a command of this directory, as it is asked for. */
export interface Invocation {
  readonly command: string;
  readonly arguments: string;
  /** The agent that works, where the command names one. */
  readonly agent: string | undefined;
}

/**
 * The command that a prompt begins with; null: it is words. Asked each time, since commands are files that come and go.
 * Throws PROVIDER_REFUSED for one that would go to another model than the chosen one: nothing hosted is used unless it was picked.
 */
export async function invocationOf(api: Api, directory: string, prompt: Prompt, signal: AbortSignal): Promise<Invocation | null> {
  const asked = slashCommand(prompt.text);
  if (asked === null) return null;
  const commands = await api.commands(directory, signal);
  const command = commands.find(({ name }) => name === asked.name);
  if (command === undefined) return null;
  const model = ownModel(command, await modelsOfAgents(api, directory, [command], signal));
  if (model !== undefined && model !== prompt.settings.model) {
    const named = `/${asked.name} works with ${model}, and ${prompt.settings.model} is chosen here.`;
    throw new ProviderFault('PROVIDER_REFUSED', `${named} Choose that model, or send it as words.`);
  }
  return { command: asked.name, arguments: asked.input, agent: command.agent ?? undefined };
}

/** What is mentioned in the words OpenCode reads itself for a command. */
export function callOf(prompt: Prompt, { command, arguments: given, agent }: Invocation): CommandCall {
  const { messageId, settings, text, files = [] } = prompt;
  const attached = files.filter(({ name }) => !text.includes(`@${name}`) && !text.includes(`@"${name}"`));
  const chosen = agent ?? settings.agent;
  return {
    messageID: messageId,
    model: settings.model,
    ...(chosen === undefined ? {} : { agent: chosen }),
    command,
    arguments: given,
    parts: attached.map(partOf),
  };
}

type Models = ReadonlyMap<string, string>;

async function modelsOfAgents(api: Api, directory: string, commands: readonly Command[], signal: AbortSignal): Promise<Models> {
  if (!commands.some(({ agent }) => agent)) return new Map();
  const agents = await api.agents(directory, signal);
  return new Map(agents.flatMap(({ name, model }) => (model ? [[name, `${model.providerID}/${model.modelID}`] as const] : [])));
}

/** OpenCode takes a command's own model, or its agent's, before the one that is asked for. */
function ownModel({ model, agent }: Command, models: Models): string | undefined {
  return model ?? (agent ? models.get(agent) : undefined) ?? undefined;
}
