import type { Action, JsonObject } from '../script/action.ts';
import type { Tokens } from './reply.ts';
import type { Message } from './request.ts';

const charactersPerToken = 4;
/** An estimate never reaches a context limit: only a script's own `usage` provokes a compaction. */
const maxEstimate = 100_000;

/** The tokens of a call: what the script says, and an estimate by length for the rest. */
export function countTokens(messages: readonly Message[], actions: readonly Action[]): Tokens {
  const said = actions.findLast((action) => action.kind === 'usage');
  const length = messages.reduce((sum, message) => sum + message.text.length, 0);
  return {
    input: said?.input ?? estimate(length),
    output: said?.output ?? estimate(actions.reduce((sum, action) => sum + outputLength(action), 0)),
    reasoning: said?.reasoning ?? 0,
    cached: said?.cached ?? 0,
  };
}

function estimate(length: number): number {
  return Math.min(maxEstimate, Math.ceil(length / charactersPerToken));
}

function outputLength(action: Action): number {
  if (action.kind === 'text' || action.kind === 'reasoning') return action.text.length * (action.repeat ?? 1);
  return action.kind === 'tool' ? JSON.stringify(action.args).length : 0;
}

/** The `usage` object of the protocol. */
export function usageObject(tokens: Tokens): JsonObject {
  return {
    prompt_tokens: tokens.input,
    completion_tokens: tokens.output,
    total_tokens: tokens.input + tokens.output,
    prompt_tokens_details: { cached_tokens: tokens.cached },
    completion_tokens_details: { reasoning_tokens: tokens.reasoning },
  };
}
