import type { Client } from '@plumbline/client';
import type { OpenRequest, QueuedMessage, ThreadState } from '@plumbline/lifecycle';
import { isLie, type Load } from '../plan/schedule.ts';
import type { Ledger } from './ledger.ts';
import { liePromptOf } from './lies.ts';
import { promptOf } from './prompts.ts';
import type { Viewer } from './viewer.ts';

/** The users of a chapter: they see through live clients and act through the typed client, as any program would. */
export class Users {
  readonly #client: Client;
  readonly #viewers: readonly Viewer[];
  readonly #ledger: Ledger;
  readonly #openGate: (gate: number) => Promise<void>;
  readonly #under = new Set<Promise<void>>();

  constructor(client: Client, viewers: readonly Viewer[], ledger: Ledger, openGate: (gate: number) => Promise<void>) {
    this.#client = client;
    this.#viewers = viewers;
    this.#ledger = ledger;
    this.#openGate = openGate;
  }

  /** Begins what the plan says; `marker` and `gates` are for what is sent. */
  act(load: Load, marker: string, gates: readonly string[]): void {
    const under = this.#do(load, marker, gates).finally(() => this.#under.delete(under));
    this.#under.add(under);
  }

  /** Resolves when every call of the round has ended, one way or the other. */
  async done(): Promise<void> {
    await Promise.all([...this.#under]);
  }

  async #do(load: Load, marker: string, gates: readonly string[]): Promise<void> {
    if (load.kind === 'release') return this.#openGate(load.gate);
    const viewer = this.#viewers[load.thread];
    if (!viewer) throw new Error(`There is no thread ${load.thread}.`);
    if (load.kind === 'reload') return viewer.reload(this.#client);
    const { threadId } = viewer;
    const { thread } = this.#client;
    const state = viewer.now?.state;
    const waiting = state?.queue.messages.find((message) => message.state === 'queued' || message.state === 'returned');
    switch (load.kind) {
      case 'send': {
        const { prompt, delivery } = load;
        const text = isLie(prompt) ? liePromptOf(prompt, marker, gates) : promptOf(prompt, marker, gates);
        return this.#ledger.send(threadId, marker, (commandId) => thread.turn.start.mutate({ threadId, text, delivery, commandId }));
      }
      case 'stop':
        return this.#ledger.say(() => thread.turn.interrupt.mutate({ threadId }));
      case 'answer':
        return this.answer(threadId, state);
      case 'resume':
        return this.#ledger.say(() => thread.queue.resume.mutate({ threadId }));
      case 'reconcile':
        return this.#ledger.say(() => thread.session.reconcile.mutate({ threadId }));
      case 'withdraw':
      case 'edit':
      case 'move':
        if (waiting) await this.#rearrange(load.kind, threadId, waiting);
        return;
    }
  }

  async #rearrange(kind: 'withdraw' | 'edit' | 'move', threadId: string, { messageId, text }: QueuedMessage): Promise<void> {
    const { queue } = this.#client.thread;
    switch (kind) {
      case 'withdraw':
        return this.#ledger.say(() => queue.remove.mutate({ threadId, messageId }));
      case 'edit':
        return this.#ledger.say(() => queue.edit.mutate({ threadId, messageId, text: `${text}\n` }));
      case 'move':
        return this.#ledger.say(() => queue.move.mutate({ threadId, messageId, before: null }));
    }
  }

  /** Answers every open request of the thread, by its kind and its place in time. */
  async answer(threadId: string, state: ThreadState | undefined): Promise<void> {
    if (state?.turn?.state !== 'running') return;
    for (const request of Object.values(state.turn.requests))
      if (request.state === 'open') await this.#ledger.say(() => this.#respond(threadId, request));
  }

  #respond(threadId: string, { requestId, kind, questions }: OpenRequest): Promise<unknown> {
    const { respond } = this.#client.thread.request;
    if (kind === 'question' && questions)
      return respond.mutate({
        threadId,
        requestId,
        answers: questions.map(({ options }) => options.slice(0, 1).map(({ label }) => label)),
      });
    return respond.mutate({ threadId, requestId, decision: 'allow' });
  }
}
