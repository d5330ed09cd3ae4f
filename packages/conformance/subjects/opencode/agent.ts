import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerProcess } from '@plumbline/runtime/testing';
import type { Play } from '../../src/play.ts';
import { until } from '../../src/stage/until.ts';
import type { Agent, History, Place } from '../../src/subject.ts';
import { runningProcess } from '../process.ts';
import { Workplace } from '../work.ts';
import { scriptOf } from './script.ts';

interface Session {
  readonly id: string;
  readonly parentID?: string;
  readonly title: string;
  readonly time: { readonly updated: number };
}

interface Message {
  readonly info: {
    readonly role: 'user' | 'assistant';
    readonly agent?: string;
    readonly summary?: unknown;
    readonly error?: { readonly name: string };
  };
  readonly parts: readonly {
    readonly type: string;
    readonly text?: string;
    readonly synthetic?: boolean;
    readonly time?: { readonly end?: number };
  }[];
}

/** For one call, in ms. */
const callDeadline = 20_000;

/** Directs OpenCode through the practice model, and asks its server for its own record. */
export class OpenCodeAgent implements Agent {
  readonly #server: ServerProcess;
  readonly #work: Workplace;

  constructor(server: ServerProcess) {
    this.#server = server;
    this.#work = new Workplace(server.root);
  }

  message(play: Play, directory: string): string {
    return scriptOf(play, { directory, work: this.#work }).toPrompt();
  }

  /** A gate of the model, or of a command: whichever is reached. */
  async reached(gate: string): Promise<void> {
    await until(`the agent stands at ${gate}`, async () => {
      if (this.#work.isReached(gate)) return true;
      if (!existsSync(join(this.#server.dataDir, 'practice.json'))) return undefined;
      const seen = this.#server.control().waitForGate(gate, { timeoutMs: 100 });
      return seen.then(
        () => true as const,
        () => undefined,
      );
    });
  }

  async release(gate: string): Promise<void> {
    this.#work.open(gate);
    await this.#server.control().release(gate);
  }

  working(gate: string): readonly number[] {
    return this.#work.working(gate);
  }

  pid(): Promise<number> {
    return this.#server.agentPid('opencode');
  }

  async history(place: Place): Promise<History | null> {
    const sessions = await this.#sessions(place);
    if (sessions === null) return null;
    const told = await Promise.all(sessions.map(({ id }) => this.#ask<Message[]>('GET', `/session/${id}/message`, place.directory)));
    const messages = told.flatMap((each) => each ?? []);
    const spoken = (role: Message['info']['role']) =>
      messages
        .filter(({ info }) => info.role === role)
        .flatMap(({ info, parts }) =>
          parts.filter(({ type, synthetic }) => type === 'text' && synthetic !== true).map((part) => ({ ...part, agent: info.agent })),
        );
    return {
      sessions: sessions.length,
      prompts: spoken('user').map((part) => part.text ?? ''),
      modes: spoken('user').map((part) => part.agent),
      said: spoken('assistant')
        .filter((part) => part.time?.end !== undefined)
        .map((part) => part.text ?? ''),
      aborted: messages.findLast(({ info }) => info.role === 'assistant')?.info.error?.name === 'MessageAbortedError',
    };
  }

  async promptElsewhere(play: Play, place: Place): Promise<void> {
    const [newest] = ((await this.#sessions(place)) ?? []).toSorted((one, other) => other.time.updated - one.time.updated);
    const model = { providerID: 'practice', modelID: 'practice' };
    const parts = [{ type: 'text', text: this.message(play, place.directory) }];
    await this.#ask('POST', `/session/${newest?.id}/prompt_async`, place.directory, { model, parts });
  }

  async lose(place: Place): Promise<void> {
    for (const { id } of (await this.#sessions(place)) ?? []) await this.#ask('DELETE', `/session/${id}`, place.directory);
  }

  /** Those that have no parent; null: the server does not run. */
  async #sessions({ directory, title }: Place): Promise<readonly Session[] | null> {
    const sessions = await this.#ask<Session[]>('GET', '/session', directory);
    return sessions?.filter((each) => each.parentID === undefined && each.title === title) ?? null;
  }

  /** Null: the server does not run. */
  async #ask<T>(method: string, path: string, directory: string, body?: unknown): Promise<T | null> {
    const record = runningProcess(this.#server.dataDir, 'opencode');
    if (record === null) return null;
    const { port, password } = record;
    const answer = await fetch(`http://127.0.0.1:${port}${path}?directory=${encodeURIComponent(directory)}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`opencode:${password}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(callDeadline),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    const text = await answer.text();
    return text === '' ? null : JSON.parse(text);
  }
}
