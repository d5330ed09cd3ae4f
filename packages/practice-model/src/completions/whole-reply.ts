import type { ServerResponse } from 'node:http';
import type { JsonObject } from '../script/action.ts';
import type { Reply, Tokens } from './reply.ts';
import { usageObject } from './usage.ts';

/** Collects a completion and writes it as one JSON object: for clients that do not stream. */
export class WholeReply implements Reply {
  private readonly response: ServerResponse;
  private readonly head: JsonObject;
  private content = '';
  private thoughts = '';
  private readonly calls: { id: string; type: 'function'; function: { name: string; arguments: string } }[] = [];

  constructor(response: ServerResponse, options: { id: string; model: string }) {
    this.response = response;
    this.head = { id: options.id, object: 'chat.completion', created: Math.floor(Date.now() / 1000), model: options.model };
  }

  async text(delta: string): Promise<void> {
    this.content += delta;
  }

  async reasoning(delta: string): Promise<void> {
    this.thoughts += delta;
  }

  async toolCall(index: number, id: string, name: string): Promise<void> {
    this.calls[index] = { id, type: 'function', function: { name, arguments: '' } };
  }

  async toolArguments(index: number, delta: string): Promise<void> {
    const call = this.calls[index];
    if (call) call.function.arguments += delta;
  }

  async finish(reason: string, tokens: Tokens): Promise<void> {
    this.send({ ...this.head, choices: [this.choice(reason)], usage: usageObject(tokens) });
  }

  async status(code: number, headers: { readonly [name: string]: string }, body: string): Promise<void> {
    this.response.writeHead(code, headers).end(body);
  }

  async error(error: JsonObject): Promise<void> {
    this.send({ error });
  }

  async junk(raw: string): Promise<void> {
    this.response.writeHead(200, { 'content-type': 'application/json' }).end(raw);
  }

  async truncate(): Promise<void> {
    this.send({ ...this.head, choices: [this.choice(null)] });
  }

  drop(): void {
    this.response.socket?.destroySoon();
  }

  private choice(reason: string | null): JsonObject {
    const message = {
      role: 'assistant',
      content: this.content,
      ...(this.thoughts && { reasoning_content: this.thoughts }),
      ...(this.calls.length > 0 && { tool_calls: this.calls }),
    };
    return { index: 0, message, finish_reason: reason };
  }

  private send(body: JsonObject): void {
    this.response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }
}
