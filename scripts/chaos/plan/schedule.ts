import { Random } from './random.ts';

/** What a user or a program does. `thread`: its place among the threads of the chapter. */
export type Load =
  | { readonly kind: 'send'; readonly thread: number; readonly prompt: PromptKind; readonly delivery: 'queue' | 'steer' | 'interrupt' }
  | { readonly kind: 'stop' | 'answer' | 'resume' | 'withdraw' | 'edit' | 'move' | 'reload' | 'reconcile'; readonly thread: number }
  /** Opens a gate at which answers of this round wait. */
  | { readonly kind: 'release'; readonly gate: number };

/** What goes wrong. Times in ms. */
export type Fault =
  /** `again`: so long after each new start it is killed once more, in the midst of its boot. */
  | { readonly kind: 'kill-server'; readonly again: readonly number[] }
  | { readonly kind: 'kill-provider' | 'kill-model' | 'drop-streams' }
  | { readonly kind: 'freeze-server' | 'freeze-provider' | 'busy' | 'full-disk'; readonly forMs: number };

export type PromptKind = 'plain' | 'gated' | 'write' | 'command' | 'permission' | 'question' | 'failing' | 'broken';

export interface Step {
  /** Pause before it, in ms. */
  readonly afterMs: number;
  readonly act: Load | Fault;
}

export const threadCount = 20;
export const gatesInRound = 3;

const loads: Readonly<Record<Load['kind'], number>> = {
  send: 50,
  stop: 12,
  answer: 10,
  release: 6,
  resume: 5,
  withdraw: 4,
  edit: 4,
  move: 3,
  reload: 6,
  reconcile: 2,
};

const faults: Readonly<Record<Fault['kind'], number>> = {
  'kill-server': 34,
  'kill-provider': 40,
  'kill-model': 6,
  'drop-streams': 12,
  'freeze-provider': 6,
  'freeze-server': 5,
  busy: 6,
  'full-disk': 5,
};

const prompts: Readonly<Record<PromptKind, number>> = {
  plain: 30,
  gated: 25,
  write: 8,
  command: 10,
  permission: 8,
  question: 7,
  failing: 6,
  broken: 6,
};

/** The steps of a round: they follow from seed and number alone, so that a seed that failed can be run again. */
export function roundOf(seed: number, number: number): readonly Step[] {
  const random = new Random(seed * 10_007 + number);
  const steps: Step[] = [];
  const count = random.whole(50, 80);
  const faultAt = new Set(Array.from({ length: random.whole(14, 26) }, () => random.whole(4, count - 1)));
  for (let at = 0; at < count; at++) {
    steps.push({ afterMs: random.whole(0, 120), act: loadOf(random) });
    if (faultAt.has(at)) steps.push({ afterMs: random.whole(0, 250), act: faultOf(random) });
  }
  return steps;
}

function loadOf(random: Random): Load {
  const kind = random.pick(loads);
  switch (kind) {
    case 'send':
      return {
        kind,
        thread: random.whole(0, threadCount - 1),
        prompt: random.pick(prompts),
        delivery: random.pick({ queue: 70, steer: 15, interrupt: 15 }),
      };
    case 'release':
      return { kind, gate: random.whole(0, gatesInRound - 1) };
    default:
      return { kind, thread: random.whole(0, threadCount - 1) };
  }
}

function faultOf(random: Random): Fault {
  const kind = random.pick(faults);
  switch (kind) {
    case 'kill-server':
      return { kind, again: Array.from({ length: random.whole(0, 6) }, () => random.whole(200, 1_500)) };
    case 'kill-provider':
    case 'kill-model':
    case 'drop-streams':
      return { kind };
    case 'freeze-server':
    case 'freeze-provider':
      return { kind, forMs: random.whole(300, 5_000) };
    // The store waits five seconds for a lock.
    case 'busy':
      return { kind, forMs: random.whole(200, 7_000) };
    case 'full-disk':
      return { kind, forMs: random.whole(200, 3_000) };
    default:
      return kind satisfies never;
  }
}

export function isFault(act: Load | Fault): act is Fault {
  return Object.hasOwn(faults, act.kind);
}
