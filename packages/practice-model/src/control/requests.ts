/** How an answer ended, seen from this side. */
export type Outcome = 'completed' | 'failed' | 'disconnected';

/** One request that reached the model. */
export interface SeenRequest {
  /** Counts all requests since the server started. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly endedAt?: number;
  readonly outcome: 'open' | Outcome;
  /** The client went away before the answer was whole. */
  readonly disconnected: boolean;
  readonly source: 'script' | 'builtin' | 'generic' | 'refused';
  /** The script's key, the built-in's name, `generic`, or `refused`. */
  readonly key: string;
  readonly step: number;
  /** 1 for the first attempt at this step. */
  readonly attempt: number;
  readonly auxiliary?: 'title' | 'compaction' | 'other';
  /** OpenCode's session, from its header `x-session-id`. */
  readonly sessionId?: string;
  readonly model: string;
  readonly streamed: boolean;
  readonly messages: number;
  /** The newest user messages, oldest first, each cut to 500 characters. */
  readonly lastUserTexts: readonly string[];
}

export interface RequestFilter {
  readonly key?: string;
  readonly sessionId?: string;
  readonly outcome?: SeenRequest['outcome'];
}

/** The newest requests, in a ring; older ones are forgotten. */
export class SeenRequests {
  private ring: SeenRequest[] = [];
  private total = 0;
  private readonly limit: number;
  private readonly watchers = new Set<() => void>();

  constructor(limit = 1_000) {
    this.limit = limit;
  }

  /** Adds a request; the function returned notes its end. */
  add(request: Omit<SeenRequest, 'number' | 'at' | 'outcome' | 'disconnected'>): (outcome: Outcome) => void {
    const number = ++this.total;
    this.ring.push({ ...request, number, at: Date.now(), outcome: 'open', disconnected: false });
    if (this.ring.length > this.limit) this.ring.shift();
    this.wake();
    return (outcome) => {
      const index = number - 1 - (this.total - this.ring.length);
      const seen = this.ring[index];
      if (seen) this.ring[index] = { ...seen, outcome, endedAt: Date.now(), disconnected: outcome === 'disconnected' };
      this.wake();
    };
  }

  list(filter: RequestFilter): readonly SeenRequest[] {
    return this.ring.filter(
      (seen) =>
        (filter.key === undefined || seen.key === filter.key) &&
        (filter.sessionId === undefined || seen.sessionId === filter.sessionId) &&
        (filter.outcome === undefined || seen.outcome === filter.outcome),
    );
  }

  /** The list as soon as it has `count` entries, and at the deadline whatever it has. */
  async watch(filter: RequestFilter, count: number, waitMs: number, signal: AbortSignal): Promise<readonly SeenRequest[]> {
    const deadline = Date.now() + waitMs;
    let list = this.list(filter);
    while (list.length < count && Date.now() < deadline && !signal.aborted) {
      await this.change(deadline - Date.now(), signal);
      list = this.list(filter);
    }
    return list;
  }

  private change(waitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.watchers.delete(done);
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      signal.addEventListener('abort', done);
      this.watchers.add(done);
    });
  }

  private wake(): void {
    for (const watcher of [...this.watchers]) watcher();
  }
}
