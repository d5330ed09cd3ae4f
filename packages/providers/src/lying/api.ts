import type { MessageId, RequestAnswer } from '@plumbline/lifecycle';
import { ProviderFault } from '../contract.ts';
import { type Answer, call, type Endpoint } from './http.ts';
import type { WireSession } from './wire.ts';

/** The child's calls. All throw ProviderFault. */
export class Api {
  readonly endpoint: Endpoint;

  constructor(endpoint: Endpoint) {
    this.endpoint = endpoint;
  }

  async create(directory: string, title: string, signal: AbortSignal): Promise<WireSession> {
    return taken(await call(this.endpoint, 'POST', '/sessions', signal, { directory, title })) as WireSession;
  }

  /** A copy of it up to that prompt, which is not in it; null: of all. */
  async fork(session: string, title: string, before: MessageId | null, signal: AbortSignal): Promise<WireSession> {
    return taken(await call(this.endpoint, 'POST', `${place(session)}/fork`, signal, { title, before })) as WireSession;
  }

  /** To before that prompt; null: forth again. */
  async rewind(session: string, to: MessageId | null, signal: AbortSignal): Promise<void> {
    const answer = await call(this.endpoint, 'POST', `${place(session)}/rewind`, signal, { to });
    if (answer.status === 409) throw new ProviderFault('BLOCKED_BY_RUNNING_TURN', 'The lying provider is at work in this conversation.');
    taken(answer);
  }

  /** Null: there is no such session. */
  async session(id: string, signal: AbortSignal): Promise<WireSession | null> {
    const answer = await call(this.endpoint, 'GET', place(id), signal);
    return answer.status === 404 ? null : (taken(answer) as WireSession);
  }

  async prompt(session: string, id: MessageId, text: string, steer: boolean, signal: AbortSignal): Promise<void> {
    taken(await call(this.endpoint, 'POST', `${place(session)}/prompts`, signal, { id, text, steer }));
  }

  async abort(session: string, signal: AbortSignal): Promise<void> {
    taken(await call(this.endpoint, 'POST', `${place(session)}/abort`, signal, {}));
  }

  /** False: nobody waits for the answer. */
  async answer(session: string, ref: string, answer: RequestAnswer, signal: AbortSignal): Promise<boolean> {
    const got = await call(this.endpoint, 'POST', `${place(session)}/answers`, signal, { ref, answer });
    return got.status !== 404 && taken(got) !== null;
  }

  async takeBack(session: string, prompt: MessageId, signal: AbortSignal): Promise<boolean> {
    const got = await call(this.endpoint, 'DELETE', `${place(session)}/prompts/${encodeURIComponent(prompt)}`, signal);
    return (taken(got) as { readonly taken: boolean }).taken;
  }

  /** False: there is no such task. */
  async stopTask(session: string, ref: string, force: boolean, signal: AbortSignal): Promise<boolean> {
    const got = await call(this.endpoint, 'POST', `${place(session)}/tasks`, signal, { ref, force });
    return got.status !== 404 && taken(got) !== null;
  }
}

const place = (session: string): string => `/sessions/${encodeURIComponent(session)}`;

/** The body of a good answer; a refusal is a typed one, and the prompt was not taken. */
function taken({ status, body }: Answer): unknown {
  if (status === 200) return body;
  const message = (body as { readonly message?: unknown } | null)?.message;
  throw new ProviderFault('PROVIDER_REFUSED', typeof message === 'string' ? message : `The lying provider answered ${status}.`);
}
