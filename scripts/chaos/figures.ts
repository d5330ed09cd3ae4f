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
  readonly #refusals = new Map<string, number>();
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
    addTo(this.#faults, inflictor.counts);
    addTo(this.#refusals, ledger.refusals);
  }

  /** Kills of all chapters that have ended. */
  get kills(): number {
    return killsIn(this.#faults);
  }

  text(): string {
    const minutes = (performance.now() - this.#began) / 60_000;
    return [
      `${this.#chapters} chapters, ${this.#rounds} rounds and audits in ${minutes.toFixed(1)} minutes`,
      `${this.#sent} messages in ${this.#calls} commands, ${this.#unanswered} of them without an answer at first`,
      `${this.kills} kills; faults: ${listed(this.#faults)}`,
      `commands that the database refused: ${listed(this.#refusals) || 'none'}`,
      `${this.#findings} findings`,
    ].join('\n');
  }
}

export function killsIn(counts: ReadonlyMap<string, number>): number {
  return [...counts].reduce((sum, [kind, count]) => sum + (kind.startsWith('kill-') ? count : 0), 0);
}

function addTo(sums: Map<string, number>, counts: ReadonlyMap<string, number>): void {
  for (const [kind, count] of counts) sums.set(kind, (sums.get(kind) ?? 0) + count);
}

function listed(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ');
}
