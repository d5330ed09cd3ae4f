import type { Agent, Command, FilePartInput, Provider as NativeProvider, PermissionRule } from '@opencode-ai/sdk/v2/types';
import type { ErrorCode } from '@plumbline/lifecycle';
import { ProviderFault } from '../../contract.ts';
import type { HistoryMessage, PermissionRequest, QuestionRequest, Session, SessionStatus } from '../native.ts';
import type { PartInput } from '../prompt-parts.ts';
import { type Answer, AnswerTooLarge, type Call, call, type Endpoint } from './http.ts';

/** Reads are quick, or something is wrong; in ms. */
const readTimeout = 5_000;
/** The first request for a directory builds an instance: plugins, providers, a snapshot repository. In ms. */
const warmTimeout = 30_000;
/** The caller gives up long before, when the command was accepted or was not. In ms. */
const commandTimeout = 600_000;
const pageSize = 50;
/** Pages of history that are read back at most. */
const pageLimit = 20;

export interface SessionPlace {
  readonly session: string;
  readonly directory: string;
}

export interface PromptCall {
  readonly messageID: string;
  readonly model: { readonly providerID: string; readonly modelID: string };
  readonly agent?: string;
  readonly parts: readonly PartInput[];
}

export interface CommandCall {
  readonly messageID: string;
  /** `provider/model` */
  readonly model: string;
  readonly agent?: string;
  readonly command: string;
  readonly arguments: string;
  readonly parts: readonly FilePartInput[];
}

/** The calls of `opencode serve` that are used, each with a deadline. Throws ProviderFault. */
export class Api {
  readonly #endpoint: Endpoint;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  async health(signal: AbortSignal, timeoutMs: number): Promise<string> {
    const answer = await this.#ok({ method: 'GET', path: '/global/health', signal, timeoutMs });
    const { healthy, version } = answer.body as { healthy?: unknown; version?: unknown };
    if (healthy !== true || typeof version !== 'string')
      throw new ProviderFault('PROVIDER_UNAVAILABLE', 'OpenCode says that it is not well.');
    return version;
  }

  async providers(directory: string, signal: AbortSignal): Promise<readonly NativeProvider[]> {
    const answer = await this.#ok({ method: 'GET', path: '/config/providers', directory, signal, timeoutMs: warmTimeout });
    return list<NativeProvider>((answer.body as { providers?: unknown }).providers);
  }

  async agents(directory: string, signal: AbortSignal): Promise<readonly Agent[]> {
    const answer = await this.#ok({ method: 'GET', path: '/agent', directory, signal, timeoutMs: warmTimeout });
    return list<Agent>(answer.body);
  }

  async commands(directory: string, signal: AbortSignal): Promise<readonly Command[]> {
    const answer = await this.#ok({ method: 'GET', path: '/command', directory, signal, timeoutMs: warmTimeout });
    return list<Command>(answer.body);
  }

  async disposeInstance(directory: string, signal: AbortSignal): Promise<void> {
    await this.#ok({ method: 'POST', path: '/instance/dispose', directory, signal, timeoutMs: readTimeout });
  }

  /** Without a title OpenCode makes one, with a model call. */
  async createSession(directory: string, title: string, signal: AbortSignal): Promise<Session> {
    const answer = await this.#ok({
      method: 'POST',
      path: '/session',
      directory,
      body: title === '' ? {} : { title },
      signal,
      timeoutMs: warmTimeout,
    });
    return answer.body as Session;
  }

  /** A new session with copies of the messages before `messageID`, under ids of their own; null: of all. An id that it has not copies all, too. */
  async fork(place: SessionPlace, messageID: string | null, signal: AbortSignal): Promise<Session> {
    const path = `/session/${encodeURIComponent(place.session)}/fork`;
    const body = messageID === null ? {} : { messageID };
    const answer = await this.#call({ method: 'POST', path, directory: place.directory, body, signal, timeoutMs: warmTimeout });
    if (answer.status === 404) throw new ProviderFault('SESSION_LOST', 'OpenCode no longer has this conversation.');
    return accepted(answer).body as Session;
  }

  /**
   * Puts files back to before that message and marks the session; the messages stay listed until the next prompt. Unknown ids are answered
   * with 200, and nothing is done.
   */
  async revert(place: SessionPlace, messageID: string, signal: AbortSignal): Promise<Session> {
    return this.#moved(place, '/revert', { messageID }, signal);
  }

  /** Puts every file back to what it was at the first revert, and takes the mark off; without one it does nothing. */
  async unrevert(place: SessionPlace, signal: AbortSignal): Promise<Session> {
    return this.#moved(place, '/unrevert', {}, signal);
  }

  async #moved(place: SessionPlace, what: '/revert' | '/unrevert', body: object, signal: AbortSignal): Promise<Session> {
    const path = `/session/${encodeURIComponent(place.session)}${what}`;
    const answer = await this.#call({ method: 'POST', path, directory: place.directory, body, signal, timeoutMs: warmTimeout });
    if (answer.status === 404) throw new ProviderFault('SESSION_LOST', 'OpenCode no longer has this conversation.');
    if (answer.status === 409) throw new ProviderFault('BLOCKED_BY_RUNNING_TURN', 'OpenCode is at work in this conversation.');
    return accepted(answer).body as Session;
  }

  async rename(place: SessionPlace, title: string, signal: AbortSignal): Promise<void> {
    const path = `/session/${encodeURIComponent(place.session)}`;
    await this.#ok({ method: 'PATCH', path, directory: place.directory, body: { title }, signal, timeoutMs: readTimeout });
  }

  async deleteSession(place: SessionPlace, signal: AbortSignal): Promise<void> {
    const path = `/session/${encodeURIComponent(place.session)}`;
    await this.#ok({ method: 'DELETE', path, directory: place.directory, signal, timeoutMs: readTimeout });
  }

  /** Null: the server does not know it. */
  async session(place: SessionPlace, signal: AbortSignal): Promise<Session | null> {
    return (await this.#found({ ...get(place, ''), signal })) as Session | null;
  }

  /** Adds rules behind those that the session has, and resolves to all; the last that fits decides. */
  async addRules(place: SessionPlace, rules: readonly PermissionRule[], signal: AbortSignal): Promise<readonly PermissionRule[]> {
    const path = `/session/${encodeURIComponent(place.session)}`;
    const body = { permission: rules };
    const answer = await this.#ok({ method: 'PATCH', path, directory: place.directory, body, signal, timeoutMs: readTimeout });
    return list<PermissionRule>((answer.body as Session).permission);
  }

  /** Makes OpenCode publish an event that changes nothing: no user interface has such a command. */
  async provoke(directory: string, signal: AbortSignal): Promise<void> {
    const body = { type: 'tui.command.execute', properties: { command: 'plumbline.listening' } };
    await this.#ok({ method: 'POST', path: '/tui/publish', directory, body, signal, timeoutMs: readTimeout });
  }

  async children(place: SessionPlace, signal: AbortSignal): Promise<readonly Session[]> {
    return list<Session>(await this.#found({ ...get(place, '/children'), signal }));
  }

  /** Only sessions that are not idle are in it, and only those of the directory (M7). */
  async status(directory: string, signal: AbortSignal): Promise<Readonly<Record<string, SessionStatus>>> {
    const answer = await this.#ok({ method: 'GET', path: '/session/status', directory, signal, timeoutMs: readTimeout });
    return answer.body as Record<string, SessionStatus>;
  }

  async message(place: SessionPlace, id: string, signal: AbortSignal): Promise<HistoryMessage | null> {
    return (await this.#found({ ...get(place, `/message/${encodeURIComponent(id)}`), signal })) as HistoryMessage | null;
  }

  /** The newest messages, oldest first; null: the server does not know the session. */
  async newest(place: SessionPlace, limit: number, signal: AbortSignal): Promise<readonly HistoryMessage[] | null> {
    const { answer: page } = await this.#page(place, limit, undefined, signal);
    return page.status === 404 ? null : list<HistoryMessage>(accepted(page).body);
  }

  /** The message `id` and those after it, oldest first, at most the newest thousand; empty: the session has no such message. */
  async since(place: SessionPlace, id: string, signal: AbortSignal): Promise<readonly HistoryMessage[]> {
    const first = await this.message(place, id, signal);
    if (first === null) return [];
    let found: readonly HistoryMessage[] = [];
    let before: string | undefined;
    let size = pageSize;
    for (let page = 0; page < pageLimit; page += 1) {
      const read = await this.#page(place, size, before, signal);
      const answer = accepted(read.answer);
      size = read.limit;
      found = [...list<HistoryMessage>(answer.body), ...found];
      const from = found.findIndex((message) => message.info.id === id);
      if (from >= 0) return found.slice(from);
      const next = answer.headers['x-next-cursor'];
      if (typeof next !== 'string' || next === '') break;
      before = next;
    }
    return [first, ...found];
  }

  async permissions(directory: string, signal: AbortSignal): Promise<readonly PermissionRequest[]> {
    const answer = await this.#ok({ method: 'GET', path: '/permission', directory, signal, timeoutMs: readTimeout });
    return list<PermissionRequest>(answer.body);
  }

  async questions(directory: string, signal: AbortSignal): Promise<readonly QuestionRequest[]> {
    const answer = await this.#ok({ method: 'GET', path: '/question', directory, signal, timeoutMs: readTimeout });
    return list<QuestionRequest>(answer.body);
  }

  async prompt(place: SessionPlace, body: PromptCall, signal: AbortSignal): Promise<void> {
    const path = `/session/${encodeURIComponent(place.session)}/prompt_async`;
    const answer = await this.#call({ method: 'POST', path, directory: place.directory, body, signal, timeoutMs: warmTimeout });
    if (answer.status === 404) throw new ProviderFault('SESSION_LOST', 'OpenCode no longer has this conversation.');
    accepted(answer);
  }

  /** Answered when its turn has ended; cutting the call ends nothing. */
  async command(place: SessionPlace, body: CommandCall, signal: AbortSignal): Promise<void> {
    const path = `/session/${encodeURIComponent(place.session)}/command`;
    const answer = await this.#call({ method: 'POST', path, directory: place.directory, body, signal, timeoutMs: commandTimeout });
    if (answer.status === 404) throw new ProviderFault('SESSION_LOST', 'OpenCode no longer has this conversation.');
    accepted(answer);
  }

  async abort(place: SessionPlace, signal: AbortSignal): Promise<void> {
    const path = `/session/${encodeURIComponent(place.session)}/abort`;
    await this.#ok({ method: 'POST', path, directory: place.directory, signal, timeoutMs: warmTimeout }, 'STOP_REFUSED');
  }

  async deleteMessage(place: SessionPlace, id: string, signal: AbortSignal): Promise<boolean> {
    const path = `/session/${encodeURIComponent(place.session)}/message/${encodeURIComponent(id)}`;
    const answer = await this.#call({ method: 'DELETE', path, directory: place.directory, signal, timeoutMs: readTimeout });
    return answer.status >= 200 && answer.status < 300;
  }

  /** False: the server does not hold the request. */
  async reply(path: string, directory: string, body: unknown, signal: AbortSignal): Promise<boolean> {
    const answer = await this.#call({ method: 'POST', path, directory, body, signal, timeoutMs: readTimeout });
    if (answer.status === 404) return false;
    accepted(answer);
    return true;
  }

  /** At most `limit` messages; fewer where the pictures in them would be too much at once. */
  async #page(
    place: SessionPlace,
    limit: number,
    before: string | undefined,
    signal: AbortSignal,
  ): Promise<{ answer: Answer; limit: number }> {
    const query = { limit: String(limit), ...(before === undefined ? {} : { before }) };
    try {
      return { answer: await this.#call({ ...get(place, '/message'), query, signal }), limit };
    } catch (error) {
      const tooLarge = error instanceof ProviderFault && error.cause instanceof AnswerTooLarge;
      if (!tooLarge || limit <= 1) throw error;
      return this.#page(place, Math.ceil(limit / 4), before, signal);
    }
  }

  async #found(what: Call): Promise<unknown> {
    const answer = await this.#call(what);
    return answer.status === 404 ? null : accepted(answer).body;
  }

  async #ok(what: Call, code: ErrorCode = 'PROVIDER_REFUSED'): Promise<Answer> {
    return accepted(await this.#call(what), code);
  }

  #call(what: Call): Promise<Answer> {
    return call(this.#endpoint, what);
  }
}

const get = (place: SessionPlace, rest: string): Call => ({
  method: 'GET',
  path: `/session/${encodeURIComponent(place.session)}${rest}`,
  directory: place.directory,
  timeoutMs: readTimeout,
});

function accepted(answer: Answer, code: ErrorCode = 'PROVIDER_REFUSED'): Answer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new ProviderFault(code, `OpenCode answered ${answer.status}${reasonOf(answer.body)}`, { retryable: answer.status >= 500 });
}

function reasonOf(body: unknown): string {
  const { message, data } = (body ?? {}) as { message?: unknown; data?: { message?: unknown } };
  const reason = message ?? data?.message;
  return typeof reason === 'string' ? `: ${reason.slice(0, 500)}` : '.';
}

const list = <T>(value: unknown): readonly T[] => (Array.isArray(value) ? (value as T[]) : []);
