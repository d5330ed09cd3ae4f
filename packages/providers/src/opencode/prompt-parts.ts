import type { FilePartInput, TextPartInput } from '@opencode-ai/sdk/v2/types';
import type { Prompt, PromptFile } from '../contract.ts';

export type PartInput = TextPartInput | FilePartInput;

/**
 * A prompt as OpenCode takes it. Files go as they are, and not by their path: a path that OpenCode cannot read ends in a
 * `session.error` that looks like the end of the turn, and a kind that the model's library does not know breaks the session for good.
 */
export function partsOf({ text, files = [] }: Prompt): readonly PartInput[] {
  const words = text.trim() === '' && files.length > 0 ? [] : [{ type: 'text', text } as const];
  return [...words, ...files.map(partOf)];
}

export function partOf({ name, mime, data }: PromptFile): FilePartInput {
  return { type: 'file', mime, filename: name, url: `data:${mime};base64,${Buffer.from(data).toString('base64')}` };
}
