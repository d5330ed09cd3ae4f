import { Random } from './random.ts';

/** What a user or a program does. `thread`: its place among the threads of the chapter. */
export type Load =
  | {
      readonly kind: 'send';
      readonly thread: number;
      readonly prompt: PromptKind | LieKind;
      readonly delivery: 'queue' | 'steer' | 'interrupt';
    }
  | { readonly kind: 'stop' | 'answer' | 'resume' | 'withdraw' | 'edit' | 'move' | 'reload' | 'reconcile'; readonly thread: number }
  /** Opens a gate at which answers of this round wait. */
  | { readonly kind: 'release'; readonly gate: number };

/** What goes wrong. Times in ms. */
export type Fault =
  /** `again`: so long after each new start it is killed once more, in the midst of its boot. */
  | { readonly kind: 'kill-server'; readonly again: readonly number[] }
  | { readonly kind: 'kill-provider' | 'kill-model' | 'kill-liar' | 'drop-streams' }
  | { readonly kind: 'freeze-server' | 'freeze-provider' | 'freeze-liar' | 'busy' | 'full-disk' | 'full-database'; readonly forMs: number }
  /** The wall clock of the server is that far from the true one from now on. */
  | { readonly kind: 'jump-clock'; readonly toMs: number };

/** What a thread of OpenCode is sent. */
export type PromptKind = 'plain' | 'gated' | 'write' | 'command' | 'permission' | 'question' | 'failing' | 'broken';

/** What a thread of the lying provider is sent: `seeded` lies by the provider's own seed, the others are scripts. */
export type LieKind = keyof typeof lies;

export interface Step {
  /** Pause before it, in ms. */
  readonly afterMs: number;
  readonly act: Load | Fault;
}

export const threadCount = 20;
export const gatesInRound = 3;
/** The clock is set as far as this from the true time, before or after it; in hours. */
const farthestClock = 48;

/** Whether the thread's provider is the lying one: of twenty, six are. */
export function isLying(thread: number): boolean {
  return thread % 3 === 2;
}

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
  'kill-provider': 34,
  'kill-liar': 12,
  'kill-model': 6,
  'drop-streams': 12,
  'freeze-provider': 5,
  'freeze-liar': 3,
  'freeze-server': 5,
  busy: 6,
  'full-disk': 4,
  'full-database': 5,
  'jump-clock': 8,
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

const lies = {
  seeded: 40,
  honest: 10,
  late: 8,
  never: 8,
  twice: 6,
  swap: 6,
  'unknown-kind': 4,
  'foreign-turn': 5,
  'old-epoch': 5,
  'refuse-stop': 6,
  'ignore-stop': 6,
  die: 5,
  'idle-while-busy': 6,
  'busy-while-idle': 6,
  hide: 4,
  'drop-stream': 5,
  'replay-stream': 5,
  flood: 4,
  refused: 3,
  swallowed: 4,
  unanswered: 3,
  asking: 5,
} as const;

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
    case 'send': {
      const thread = random.whole(0, threadCount - 1);
      const prompt = isLying(thread) ? random.pick(lies) : random.pick(prompts);
      return { kind, thread, prompt, delivery: random.pick({ queue: 70, steer: 15, interrupt: 15 }) };
    }
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
    case 'kill-liar':
    case 'drop-streams':
      return { kind };
    case 'jump-clock':
      return { kind, toMs: random.whole(-farthestClock, farthestClock) * 3_600_000 };
    case 'freeze-server':
    case 'freeze-provider':
    case 'freeze-liar':
      return { kind, forMs: random.whole(300, 5_000) };
    // The store waits five seconds for a lock.
    case 'busy':
      return { kind, forMs: random.whole(200, 7_000) };
    case 'full-disk':
      return { kind, forMs: random.whole(200, 3_000) };
    // What is written at first finds room in the pages that there are.
    case 'full-database':
      return { kind, forMs: random.whole(2_000, 8_000) };
    default:
      return kind satisfies never;
  }
}

export function isFault(act: Load | Fault): act is Fault {
  return Object.hasOwn(faults, act.kind);
}

export function isLie(prompt: PromptKind | LieKind): prompt is LieKind {
  return Object.hasOwn(lies, prompt);
}
