import type { Plumbline } from '../../../e2e/harness/plumbline.ts';
import type { ProviderName } from '../load/viewer.ts';
import { LiarHistory } from './liar.ts';
import type { LogRow } from './log.ts';
import { OpenCodeHistory } from './opencode.ts';
import type { ProviderTruth } from './world.ts';

/** What a provider has of all its sessions, asked past its adapter. */
export interface ProviderHistory {
  /** A question had no answer: no further one is asked, and nothing is known of what it lacks. */
  readonly silent: boolean;
  /** The sessions that it works for just now, of those in this directory. */
  busy(directory: string): Promise<readonly string[]>;
  /** The texts of the prompts of a session, oldest first. */
  prompts(session: string, directory: string): Promise<readonly string[]>;
}

/** The histories of both providers, each asked about its own threads: all conversations that a thread was ever bound to. */
export class Histories {
  readonly #of: ReadonlyMap<string, ProviderHistory>;

  constructor(plumbline: Plumbline, threads: readonly { readonly threadId: string; readonly provider: ProviderName }[]) {
    const histories = { opencode: new OpenCodeHistory(plumbline), lying: new LiarHistory(plumbline) };
    this.#of = new Map(threads.map(({ threadId, provider }) => [threadId, histories[provider]]));
  }

  async truths(log: readonly LogRow[]): Promise<ReadonlyMap<string, ProviderTruth | 'silent'>> {
    const busy = await this.busyThreads(log);
    const truths = new Map<string, ProviderTruth | 'silent'>();
    for (const [threadId, sessions] of conversations(log)) {
      const history = this.#historyOf(threadId);
      const prompts: string[] = [];
      for (const [session, directory] of sessions) prompts.push(...(await history.prompts(session, directory)));
      truths.set(threadId, history.silent ? 'silent' : { busy: busy.has(threadId), prompts });
    }
    return truths;
  }

  /** The threads that their providers work for just now. */
  async busyThreads(log: readonly LogRow[]): Promise<ReadonlySet<string>> {
    const busy = new Set<string>();
    const asked = new Map<ProviderHistory, Map<string, ReadonlySet<string>>>();
    for (const [threadId, sessions] of conversations(log)) {
      const history = this.#historyOf(threadId);
      const answers = asked.get(history) ?? new Map<string, ReadonlySet<string>>();
      asked.set(history, answers);
      for (const [session, directory] of sessions) {
        const answer = answers.get(directory) ?? new Set(await history.busy(directory));
        answers.set(directory, answer);
        if (answer.has(session)) busy.add(threadId);
      }
    }
    return busy;
  }

  #historyOf(threadId: string): ProviderHistory {
    const history = this.#of.get(threadId);
    if (!history) throw new Error(`The log has a thread ${threadId} that nobody made.`);
    return history;
  }
}

/** Whether a provider runs and answers: only then can its conversations be read. */
export async function answers(plumbline: Plumbline, provider: ProviderName): Promise<boolean> {
  const history = provider === 'lying' ? new LiarHistory(plumbline) : new OpenCodeHistory(plumbline);
  await history.busy(plumbline.base);
  return !history.silent;
}

/** By thread: the directory of each session that it was bound to. */
function conversations(log: readonly LogRow[]): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const bound = new Map<string, Map<string, string>>();
  for (const { threadId, event, private: facts } of log) {
    if (event?.type !== 'session.bound' || facts?.session === undefined || facts.directory === undefined) continue;
    bound.set(threadId, (bound.get(threadId) ?? new Map()).set(facts.session, facts.directory));
  }
  return bound;
}
