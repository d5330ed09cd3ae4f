import type { Plumbline } from '../../../e2e/harness/plumbline.ts';
import type { ProviderHistory } from './histories.ts';

interface Message {
  readonly info: { readonly role: string };
  readonly parts: readonly { readonly type: string; readonly text?: string; readonly synthetic?: boolean }[];
}

/** What OpenCode says over its own interface. */
export class OpenCodeHistory implements ProviderHistory {
  silent = false;
  readonly #plumbline: Plumbline;

  constructor(plumbline: Plumbline) {
    this.#plumbline = plumbline;
  }

  async busy(directory: string): Promise<readonly string[]> {
    const status = await this.#get<Record<string, { type: string }>>('/session/status', directory);
    return Object.entries(status ?? {}).flatMap(([session, { type }]) => (type === 'idle' ? [] : [session]));
  }

  async prompts(session: string, directory: string): Promise<readonly string[]> {
    const messages = (await this.#get<readonly Message[]>(`/session/${session}/message`, directory)) ?? [];
    return messages
      .filter(({ info }) => info.role === 'user')
      .map(({ parts }) => parts.flatMap((part) => (part.type === 'text' && !part.synthetic ? [part.text ?? ''] : [])).join(''));
  }

  /** Null: it does not know it, or is silent. */
  async #get<T>(path: string, directory: string): Promise<T | null> {
    const record = this.#plumbline.process('opencode');
    if (this.silent || !record?.ready) return this.#none();
    const authorization = `Basic ${Buffer.from(`opencode:${record.password}`).toString('base64')}`;
    const address = `http://127.0.0.1:${record.port}${path}?directory=${encodeURIComponent(directory)}`;
    try {
      const answer = await fetch(address, { headers: { authorization }, signal: AbortSignal.timeout(20_000) });
      if (answer.ok) return (await answer.json()) as T;
      return answer.status === 404 ? null : this.#none();
    } catch {
      return this.#none();
    }
  }

  #none(): null {
    this.silent = true;
    return null;
  }
}
