import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Gates } from '../control/gates.ts';
import type { Outcome } from '../control/requests.ts';
import { type Action, type Failure, isFailure, type JsonObject, type Streamed } from '../script/action.ts';
import type { Reply, Tokens } from './reply.ts';

export interface Stage {
  readonly reply: Reply;
  readonly gates: Gates;
  readonly tokens: Tokens;
  /** 1 for the first attempt at this step. */
  readonly attempt: number;
  /** Aborted when the client goes away or the server stops. */
  readonly signal: AbortSignal;
}

/** Plays the actions of one step. It never throws for a client that went away. */
export async function play(actions: readonly Action[], stage: Stage): Promise<Outcome> {
  const calls = { made: 0 };
  for (const action of actions) {
    if (stage.signal.aborted) return 'disconnected';
    if (isFailure(action)) {
      if (action.times !== undefined && stage.attempt > action.times) continue;
      return fail(action, stage);
    }
    if (!(await perform(action, stage, calls))) return stage.signal.aborted ? 'disconnected' : 'failed';
  }
  if (stage.signal.aborted) return 'disconnected';
  await stage.reply.finish(finishReason(actions, calls.made), stage.tokens);
  return 'completed';
}

/** Resolves to false if the answer has ended. */
async function perform(action: Exclude<Action, Failure>, stage: Stage, calls: { made: number }): Promise<boolean> {
  const { reply, signal } = stage;
  switch (action.kind) {
    case 'text':
      await stream(action.text, action, signal, (piece) => reply.text(piece));
      return true;
    case 'reasoning':
      await stream(action.text, action, signal, (piece) => reply.reasoning(piece));
      return true;
    case 'tool': {
      const index = calls.made++;
      await reply.toolCall(index, `call_${randomUUID().replaceAll('-', '')}`, action.tool);
      await stream(JSON.stringify(action.args), action, signal, (piece) => reply.toolArguments(index, piece));
      return true;
    }
    case 'gate':
      return passGate(action.gate, stage);
    case 'usage':
    case 'finish':
      return true;
    default:
      return action satisfies never;
  }
}

async function passGate(gate: string, stage: Stage): Promise<boolean> {
  const passed = await stage.gates.wait(gate, stage.signal);
  switch (passed) {
    case 'released':
      return true;
    case 'gone':
      return false;
    case 'expired':
    case 'full':
      await stage.reply.error(errorObject(`The gate "${gate}" was not released (${passed}).`, 'invalid_request_error', `gate_${passed}`));
      return false;
    default:
      return passed satisfies never;
  }
}

async function fail(action: Failure, stage: Stage): Promise<Outcome> {
  const { reply, signal } = stage;
  switch (action.kind) {
    case 'status': {
      const body = action.body ?? { error: errorObject(`practice ${action.code}`, 'practice_error', String(action.code)) };
      const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
      await reply.status(action.code, { 'content-type': type, ...action.headers }, typeof body === 'string' ? body : JSON.stringify(body));
      return 'failed';
    }
    case 'drop':
      reply.drop();
      return 'failed';
    case 'junk':
      await reply.junk(action.raw ?? 'data: {"choices":[{"delta":{"content":"never clo\n\n');
      return 'failed';
    case 'truncate':
      await reply.truncate();
      return 'failed';
    case 'error':
      await reply.error(errorObject(action.message, action.type ?? 'server_error', action.code ?? null));
      return 'failed';
    case 'hang':
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        else signal.addEventListener('abort', () => resolve(), { once: true });
      });
      return 'disconnected';
    default:
      return action satisfies never;
  }
}

function errorObject(message: string, type: string, code: string | null): JsonObject {
  return { message, type, code };
}

async function stream(words: string, options: Streamed, signal: AbortSignal, send: (piece: string) => Promise<void>): Promise<void> {
  for (let time = 0; time < (options.repeat ?? 1); time++)
    for (const piece of pieces(words, options.chunk ?? words.length)) {
      if (options.paceMs) await delay(options.paceMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await send(piece);
    }
}

/** Cuts a text into pieces of `size` units; a pair of surrogates is kept together, since half of one is no text. */
export function* pieces(words: string, size: number): Generator<string> {
  let start = 0;
  while (start < words.length) {
    let end = Math.min(words.length, start + size);
    const last = words.charCodeAt(end - 1);
    if (end < words.length && last >= 0xd800 && last <= 0xdbff) end++;
    yield words.slice(start, end);
    start = end;
  }
}

function finishReason(actions: readonly Action[], toolCalls: number): string {
  const said = actions.findLast((action) => action.kind === 'finish');
  return said?.reason ?? (toolCalls > 0 ? 'tool_calls' : 'stop');
}
