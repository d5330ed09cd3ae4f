import type { JsonObject } from '../script/action.ts';

/** Tokens of one call. */
export interface Tokens {
  readonly input: number;
  readonly output: number;
  readonly reasoning: number;
  readonly cached: number;
}

/** Where an answer is written to: a stream of chunks, or one JSON object. Every method resolves when the client can take more. */
export interface Reply {
  text(delta: string): Promise<void>;
  reasoning(delta: string): Promise<void>;
  /** The beginning of a tool call; its arguments follow. */
  toolCall(index: number, id: string, name: string): Promise<void>;
  toolArguments(index: number, delta: string): Promise<void>;
  /** The proper end. */
  finish(reason: string, tokens: Tokens): Promise<void>;
  /** An HTTP answer in place of a completion; possible only before any output. */
  status(code: number, headers: { readonly [name: string]: string }, body: string): Promise<void>;
  error(error: JsonObject): Promise<void>;
  junk(raw: string): Promise<void>;
  truncate(): Promise<void>;
  drop(): void;
}
