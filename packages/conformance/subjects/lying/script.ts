import { promptOf, type ScriptStep } from '@plumbline/providers/lying';
import type { Act, Play, Trouble } from '../../src/play.ts';
import type { Workplace } from '../work.ts';

type Deed = Extract<ScriptStep, { readonly do: string }>;
type ChildDeed = Extract<Deed, { readonly do: 'delegate' }>['steps'][number];

/** How long it waits before it tries again: the second time so long that there is time for a kill. */
const backOff = (attempt: number) => (attempt === 1 ? 500 : 5_000);

/** The play as a prompt that makes the lying provider act it, with no lie in it. */
export function promptFor(play: Play, work: Workplace): string {
  const steps = play.steps.flatMap((acts, at): readonly Deed[] => [
    ...(at === 0 ? [] : [{ do: 'step' } as const]),
    ...joined(acts).flatMap((act) => deedsOf(act, work)),
  ]);
  return promptOf(steps, { name: play.key, ...(play.forever ? { forever: true } : {}) });
}

/** What is said in one step is one text, whatever it waits for in between. */
function joined(acts: readonly Act[]): readonly (Act & { readonly more?: boolean })[] {
  return acts.map((act, at) => {
    const next = acts.slice(at + 1).find((each) => each.act !== 'wait');
    return act.act === 'say' && next?.act === 'say' ? { ...act, more: true } : act;
  });
}

function deedsOf(act: Act & { readonly more?: boolean }, work: Workplace): readonly Deed[] {
  switch (act.act) {
    case 'fail':
      return failureOf(act.trouble, act.times);
    case 'delegate': {
      const steps = act.play.steps.flatMap((acts) => joined(acts).map((each) => childDeedOf(each, work)));
      return [{ do: 'delegate', steps }];
    }
    case 'fill':
      throw new Error('The lying provider has no context.');
    default:
      return [deedOf(act, work)];
  }
}

function childDeedOf(act: Act & { readonly more?: boolean }, work: Workplace): ChildDeed {
  switch (act.act) {
    case 'fail':
    case 'delegate':
    case 'fill':
      throw new Error(`A child of the lying provider cannot act "${act.act}".`);
    default:
      return deedOf(act, work);
  }
}

type Common = Exclude<Act, { readonly act: 'fail' | 'delegate' | 'fill' }>;

function deedOf(act: Common & { readonly more?: boolean }, work: Workplace): ChildDeed {
  switch (act.act) {
    case 'say':
    case 'think': {
      const { text, pieces, more } = act;
      return { do: act.act === 'say' ? 'text' : 'reasoning', text, ...(pieces ? { pieces } : {}), ...(more ? { more } : {}) };
    }
    case 'wait':
      return { do: 'wait', gate: act.gate };
    case 'work':
      return { do: 'tool', title: 'Work', command: work.command(act.gate) };
    case 'leave':
      return { do: 'tool', title: 'Leave running', command: work.background(act.gate, act.deaf) };
    case 'run':
      return { do: 'tool', title: 'Run', command: act.command };
    case 'edit':
      return { do: 'tool', title: act.file, asks: true, write: { file: act.file, text: act.text } };
    case 'ask':
      return { do: 'ask', kind: 'question', title: act.question, options: [...act.options] };
  }
}

/** Trouble that passes is tried again; all other ends the turn, as it would with an agent that has given up. */
function failureOf(trouble: Trouble, times: number | undefined): readonly Deed[] {
  if (trouble === 'cut-short') return []; // the end of a round has no reason
  if (times !== undefined)
    return Array.from({ length: times }, (_, at) => ({
      do: 'retry',
      reason: `The model's server: ${trouble}.`,
      attempt: at + 1,
      nextInMs: backOff(at + 1),
      waits: true,
    }));
  return [{ do: 'fail', error: errorOf(trouble), message: `The model's server: ${trouble}.` }];
}

function errorOf(trouble: Exclude<Trouble, 'cut-short'>) {
  switch (trouble) {
    case 'signed-out':
      return 'PROVIDER_AUTH';
    case 'limited':
      return 'PROVIDER_LIMIT';
    case 'refused':
    case 'told':
    case 'no-protocol':
      return 'PROVIDER_TURN_FAILED';
    case 'broken':
    case 'connection-lost':
      return 'PROVIDER_UNAVAILABLE';
  }
}
