import type { Chapter } from './chapter.ts';

/** What a run did, for the end and for docs/chaos.md. */
export class Figures {
  readonly #faults = new Map<string, number>();
  #chapters = 0;
  #rounds = 0;
  #sent = 0;
  #calls = 0;
  #unanswered = 0;
  #findings = 0;
  readonly #began = performance.now();

  round(): void {
    this.#rounds += 1;
  }

  chapter({ inflictor, ledger }: Chapter, findings: number): void {
    this.#chapters += 1;
    this.#findings += findings;
    this.#sent += ledger.sent.length;
    this.#calls += ledger.calls;
    this.#unanswered += ledger.unanswered;
    for (const [kind, count] of inflictor.counts) this.#faults.set(kind, (this.#faults.get(kind) ?? 0) + count);
  }

  /** Kills of all chapters that have ended. */
  get kills(): number {
    return killsIn(this.#faults);
  }

  text(): string {
    const minutes = (performance.now() - this.#began) / 60_000;
    const faults = [...this.#faults].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => `${kind} ${count}`);
    return [
      `${this.#chapters} chapters, ${this.#rounds} rounds and audits in ${minutes.toFixed(1)} minutes`,
      `${this.#sent} messages in ${this.#calls} commands, ${this.#unanswered} of them without an answer at first`,
      `${this.kills} kills; faults: ${faults.join(', ')}`,
      `${this.#findings} findings`,
    ].join('\n');
  }
}

export function killsIn(counts: ReadonlyMap<string, number>): number {
  return [...counts].reduce((sum, [kind, count]) => sum + (kind.startsWith('kill-') ? count : 0), 0);
}
