import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MessageId } from '@plumbline/lifecycle';
import type { Script, ScriptStep } from '../script/shape.ts';
import type { StepState } from '../wire.ts';
import { act } from './deeds.ts';
import { TurnFailure } from './failure.ts';
import { tellLie } from './lies.ts';
import type { Session } from './session.ts';

/** One turn: the script of its prompt, then those of the prompts that joined it. */
export class Run {
  readonly #session: Session;
  readonly #controller = new AbortController();
  readonly #waiting: { readonly prompt: MessageId; readonly script: Script }[] = [];
  #prompt: MessageId;

  constructor(session: Session, prompt: MessageId, script: Script) {
    this.#session = session;
    this.#prompt = prompt;
    this.#waiting.push({ prompt, script });
  }

  /** The prompt that is worked on. */
  get prompt(): MessageId {
    return this.#prompt;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** A prompt that is steered in: accepted at once, worked on after those before it. */
  join(prompt: MessageId, script: Script): void {
    this.#waiting.push({ prompt, script });
    this.#session.teller.tell({ type: 'accepted', prompt });
  }

  abort(): void {
    this.#controller.abort();
  }

  /** Never throws. */
  async play(): Promise<void> {
    const session = this.#session;
    // The call that brought the prompt is answered before anything is told.
    await nextTurn();
    this.#firstLies();
    session.teller.tell({ type: 'accepted', prompt: this.#prompt });
    this.#end(await this.#playAll());
  }

  /** Lies at the very beginning of a script are about the acceptance too. */
  #firstLies(): void {
    const steps = this.#waiting[0]?.script.steps ?? [];
    for (const step of steps) {
      if (!isTelling(step)) return;
      tellLie(this.#session, this, step);
    }
  }

  async #playAll(): Promise<Exclude<StepState, { readonly is: 'open' }>> {
    try {
      for (let first = true, next = this.#waiting.shift(); next; first = false, next = this.#waiting.shift()) {
        if (!first) this.closeStep('more');
        this.#prompt = next.prompt;
        this.openStep();
        await this.#playScript(next.script, first);
        if (this.signal.aborted) return { is: 'aborted' };
      }
      return { is: 'ended', finish: 'final' };
    } catch (error) {
      if (this.signal.aborted) return { is: 'aborted' };
      if (error instanceof TurnFailure) return { is: 'failed', failure: error.failure };
      const message = error instanceof Error ? error.message : String(error);
      return { is: 'failed', failure: { code: 'PROVIDER_TURN_FAILED', message, retryable: false } };
    }
  }

  async #playScript(script: Script, first: boolean): Promise<void> {
    let lying = first;
    do {
      for (const step of script.steps) {
        if (this.signal.aborted) return;
        lying &&= isTelling(step);
        if (lying) continue; // told before the acceptance
        if ('lie' in step) tellLie(this.#session, this, step);
        else await act({ session: this.#session, run: this, parent: undefined }, step);
        await nextTurn();
      }
      if (script.forever) {
        this.closeStep('unknown');
        this.openStep();
        await nextTurn();
      }
    } while (script.forever && !this.signal.aborted);
  }

  openStep(): void {
    this.#session.beginStep(this.#prompt);
    this.#session.teller.tell({ type: 'step', prompt: this.#prompt });
  }

  closeStep(finish: 'more' | 'unknown' | 'final'): void {
    this.#session.endStep({ is: 'ended', finish });
    this.#session.teller.tell({ type: 'step-ended', prompt: this.#prompt, finish });
  }

  #end(state: Exclude<StepState, { readonly is: 'open' }>): void {
    const session = this.#session;
    const prompt = this.#prompt;
    for (const part of [...session.openParts.values()]) {
      session.closePart({ ...part, closed: true, ...(part.tool ? { tool: { ...part.tool, state: 'cancelled' } } : {}) });
    }
    session.requests.clear();
    session.endStep(state);
    if (session.says !== 'busy') {
      const finish = state.is === 'ended' ? state.finish : 'error';
      session.teller.tell({ type: 'step-ended', prompt, finish });
      session.teller.tell({ type: 'ended', prompt, state });
      session.teller.tell({ type: 'idle', prompt, state });
    }
    session.teller.flush();
  }
}

function isTelling(step: ScriptStep): step is Extract<ScriptStep, { readonly lie: 'late' | 'never' | 'twice' | 'swap' }> {
  return 'lie' in step && (step.lie === 'late' || step.lie === 'never' || step.lie === 'twice' || step.lie === 'swap');
}
