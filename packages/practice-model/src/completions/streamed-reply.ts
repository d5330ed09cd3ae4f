import type { ServerResponse } from 'node:http';
import type { JsonObject } from '../script/action.ts';
import type { Reply, Tokens } from './reply.ts';
import { usageObject } from './usage.ts';

/** Writes a completion as server-sent events. Nothing is sent before the first output, so that a status can still be chosen. */
export class StreamedReply implements Reply {
  private readonly response: ServerResponse;
  private readonly head: JsonObject;
  private readonly includeUsage: boolean;
  private readonly signal: AbortSignal;

  constructor(response: ServerResponse, options: { id: string; model: string; includeUsage: boolean; signal: AbortSignal }) {
    this.response = response;
    this.head = { id: options.id, object: 'chat.completion.chunk', created: Math.floor(Date.now() / 1000), model: options.model };
    this.includeUsage = options.includeUsage;
    this.signal = options.signal;
  }

  text(delta: string): Promise<void> {
    return this.delta({ content: delta });
  }

  reasoning(delta: string): Promise<void> {
    return this.delta({ reasoning_content: delta });
  }

  toolCall(index: number, id: string, name: string): Promise<void> {
    return this.delta({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] });
  }

  toolArguments(index: number, delta: string): Promise<void> {
    return this.delta({ tool_calls: [{ index, function: { arguments: delta } }] });
  }

  async finish(reason: string, tokens: Tokens): Promise<void> {
    await this.open();
    await this.chunk({ choices: [{ index: 0, delta: {}, finish_reason: reason }] });
    if (this.includeUsage) await this.chunk({ choices: [], usage: usageObject(tokens) });
    this.response.end('data: [DONE]\n\n');
  }

  async status(code: number, headers: { readonly [name: string]: string }, body: string): Promise<void> {
    this.response.writeHead(code, headers).end(body);
  }

  async error(error: JsonObject): Promise<void> {
    await this.open();
    await this.write(`data: ${JSON.stringify({ error })}\n\n`);
    this.response.end();
  }

  async junk(raw: string): Promise<void> {
    await this.open();
    await this.write(raw);
    this.response.end();
  }

  async truncate(): Promise<void> {
    await this.open();
    this.response.end();
  }

  /** What was said before the drop still goes out; a plain destroy would swallow it. */
  drop(): void {
    this.response.socket?.destroySoon();
  }

  private async delta(delta: JsonObject): Promise<void> {
    await this.open();
    await this.chunk({ choices: [{ index: 0, delta, finish_reason: null }] });
  }

  private async open(): Promise<void> {
    if (this.response.headersSent) return;
    this.response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
    await this.chunk({ choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] });
  }

  private chunk(rest: JsonObject): Promise<void> {
    return this.write(`data: ${JSON.stringify({ ...this.head, ...rest })}\n\n`);
  }

  /** Resolves when the socket has room again, or the client is gone. */
  private async write(bytes: string): Promise<void> {
    if (this.signal.aborted || this.response.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        this.response.off('drain', done);
        this.signal.removeEventListener('abort', done);
        resolve();
      };
      this.response.on('drain', done);
      this.signal.addEventListener('abort', done);
    });
  }
}
