import { randomUUID } from 'node:crypto';
import { type CallFailure, failureOf } from '@plumbline/client';

/** A message that was sent, as its sender knows it. */
export interface Sent {
  readonly threadId: string;
  readonly marker: string;
  readonly commandId: string;
  /** Set once the server said so. */
  messageId?: string;
  /** The server refused it: it must have left no trace. */
  refused?: string;
}

type Call = (commandId: string) => Promise<{ readonly messageId?: string | undefined }>;

/**
 * What was sent and what was answered. A send without an answer is repeated under the same command id until there is one
 * (rule 27): it must then have one effect.
 */
export class Ledger {
  readonly sent: Sent[] = [];
  /** Repeated commands whose second answer named another message. */
  readonly contradictions: string[] = [];
  readonly #unanswered = new Map<Sent, Call>();
  /** Accepted since the last `sayAgain`, the newest few. */
  #recent: { readonly sent: Sent; readonly call: Call }[] = [];
  /** By SQLite's code: how many commands the database refused. */
  readonly refusals = new Map<string, number>();
  calls = 0;
  unanswered = 0;

  async send(threadId: string, marker: string, call: Call): Promise<void> {
    const sent: Sent = { threadId, marker, commandId: randomUUID() };
    this.sent.push(sent);
    await this.#try(sent, call);
  }

  /** Any other command: refused or not, nothing is remembered of it. */
  async say(call: () => Promise<unknown>): Promise<void> {
    this.calls += 1;
    await call().catch((error) => this.#refusedBy(error));
  }

  /** Resolves to whether every send has an answer now. */
  async repeat(): Promise<boolean> {
    await Promise.all([...this.#unanswered].map(([sent, call]) => this.#try(sent, call)));
    return this.#unanswered.size === 0;
  }

  /** Says a few accepted messages again, as a client would that did not hear the answer: there must be no second effect. */
  async sayAgain(): Promise<void> {
    for (const { sent, call } of this.#recent.splice(0)) {
      const answer = await call(sent.commandId).catch(() => undefined);
      if (answer && answer.messageId !== sent.messageId)
        this.contradictions.push(`${sent.marker}: first ${sent.messageId}, then ${answer.messageId}`);
    }
  }

  async #try(sent: Sent, call: Call): Promise<void> {
    this.calls += 1;
    try {
      const { messageId } = await call(sent.commandId);
      if (messageId === undefined) throw new Error(`The answer to ${sent.marker} names no message.`);
      sent.messageId = messageId;
      this.#recent = [...this.#recent.slice(-4), { sent, call }];
      this.#unanswered.delete(sent);
    } catch (error) {
      this.#refusedBy(error);
      const failure = failureOf(error);
      if (isAnswer(failure)) {
        sent.refused = failure.reason ?? String(failure.httpStatus);
        this.#unanswered.delete(sent);
      } else {
        this.unanswered += 1;
        this.#unanswered.set(sent, call);
      }
    }
  }

  #refusedBy(error: unknown): void {
    const code = /SQLITE_[A-Z_]+|locked/.exec(String(error))?.[0];
    if (code !== undefined) this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
  }
}

/** A refusal is an answer; a server that is away, starting, or without its database is none. */
function isAnswer({ httpStatus }: CallFailure): boolean {
  return httpStatus !== null && httpStatus >= 400 && httpStatus < 500;
}
