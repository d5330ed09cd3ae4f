import { get, type IncomingMessage } from 'node:http';
import { clock } from '../measure.ts';

/** What the bare client notes of a session, and when it heard of it. */
type Kind = 'first-delta' | 'idle';

interface Heard {
  readonly session: string;
  readonly kind: Kind;
  readonly at: number;
}

const deadlineMs = 30_000;
const keptAtMost = 1_000;

/**
 * The baseline: a client that speaks to the OpenCode server itself, as short as such a client can be. It hears the events of
 * all sessions, those of Plumbline's threads too, so that one turn tells when both clients learned of the same fact.
 */
export class BareOpenCode {
  readonly #url: string;
  readonly #authorization: string;
  readonly #heard: Heard[] = [];
  #stream: IncomingMessage | undefined;
  #tell: () => void = () => undefined;

  private constructor(port: number, password: string) {
    this.#url = `http://127.0.0.1:${port}`;
    this.#authorization = `Basic ${Buffer.from(`opencode:${password}`).toString('base64')}`;
  }

  static async connect({ port, password }: { readonly port: number; readonly password: string }): Promise<BareOpenCode> {
    const bare = new BareOpenCode(port, password);
    await bare.#listen();
    return bare;
  }

  close(): void {
    this.#stream?.destroy();
  }

  async createSession(directory: string): Promise<string> {
    const { id } = (await this.#post('/session', directory, { title: 'Bare' })) as { id: string };
    return id;
  }

  async prompt(session: string, directory: string, text: string): Promise<void> {
    const model = { providerID: 'practice', modelID: 'practice' };
    await this.#post(`/session/${session}/prompt_async`, directory, { model, parts: [{ type: 'text', text }] });
  }

  /** When the first fact of this kind about the session was heard, not before `since`. */
  async heard(session: string, kind: Kind, since: number): Promise<number> {
    const end = clock() + deadlineMs;
    for (;;) {
      const found = this.#heard.find((fact) => fact.session === session && fact.kind === kind && fact.at >= since);
      if (found) return found.at;
      if (clock() > end) throw new Error(`OpenCode told no ${kind} of ${session}.`);
      await this.#news();
    }
  }

  #news(): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, 1_000);
      this.#tell = () => {
        clearTimeout(timer);
        done();
      };
    });
  }

  async #post(path: string, directory: string, body: unknown): Promise<unknown> {
    const answer = await fetch(`${this.#url}${path}?directory=${encodeURIComponent(directory)}`, {
      method: 'POST',
      headers: { authorization: this.#authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(deadlineMs),
    });
    if (!answer.ok) throw new Error(`OpenCode answered ${answer.status} to ${path}.`);
    return answer.status === 204 ? undefined : answer.json();
  }

  async #listen(): Promise<void> {
    const stream = await new Promise<IncomingMessage>((done, refused) => {
      get(`${this.#url}/global/event`, { headers: { authorization: this.#authorization, accept: 'text/event-stream' } }, done).once(
        'error',
        refused,
      );
    });
    this.#stream = stream.setEncoding('utf8');
    let rest = '';
    stream.on('data', (chunk: string) => {
      const frames = (rest + chunk).split('\n\n');
      rest = frames.pop() ?? '';
      for (const frame of frames) this.#hear(frame);
    });
    stream.on('error', () => undefined);
  }

  #hear(frame: string): void {
    const at = clock();
    const kind = kindOf(frame);
    if (kind === undefined) return;
    const session = /"sessionID":"([^"]+)"/.exec(frame)?.[1];
    if (session === undefined) return;
    this.#heard.push({ session, kind, at });
    if (this.#heard.length > keptAtMost) this.#heard.shift();
    this.#tell();
  }
}

function kindOf(frame: string): Kind | undefined {
  if (frame.includes('"type":"message.part.delta"')) return 'first-delta';
  if (frame.includes('"type":"session.idle"')) return 'idle';
  return undefined;
}
