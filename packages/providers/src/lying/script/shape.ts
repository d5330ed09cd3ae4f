import { z } from 'zod';

/** The bounds of a script: steps, events of one lie, UTF-16 units of one text. */
export const stepLimit = 500;
export const eventLimit = 50_000;
const textLimit = 1_000_000;

const text = z.string().max(textLimit);
const name = z.string().min(1).max(100);
const gate = name;
const count = z.number().int().min(1).max(eventLimit);

const errorClass = z.enum(['PROVIDER_REFUSED', 'PROVIDER_AUTH', 'PROVIDER_LIMIT', 'PROVIDER_TURN_FAILED', 'PROVIDER_UNAVAILABLE']);

/** What a child may do as well as its parent. */
const common = [
  /** `gate`: before its last piece. `more`: it is not at its end, and the next words of its kind go on in it. */
  z.strictObject({
    do: z.enum(['text', 'reasoning']),
    text,
    pieces: z.number().int().min(1).max(10_000).optional(),
    gate: gate.optional(),
    more: z.boolean().optional(),
  }),
  z.strictObject({
    do: z.literal('tool'),
    name: name.optional(),
    title: text.optional(),
    output: text.optional(),
    fails: z.boolean().optional(),
    /** The user is asked before it does anything; refused, it does nothing. */
    asks: z.boolean().optional(),
    /** It works until the gate is open. */
    gate: gate.optional(),
    /** A process, started in the session's directory by the shell; its output is the tool's. */
    command: text.optional(),
    /** A file of the session's directory, written when the tool ends. */
    write: z.strictObject({ file: name, text }).optional(),
  }),
  z.strictObject({ do: z.literal('wait'), gate }),
  /** Waits for the answer. `child`: asked by a session below this one. */
  z.strictObject({
    do: z.literal('ask'),
    kind: z.enum(['permission', 'question', 'unknown']),
    title: text.optional(),
    detail: text.optional(),
    options: z.array(name).max(20).optional(),
    child: z.boolean().optional(),
  }),
] as const;

const childDeed = z.discriminatedUnion('do', common);

/** What an honest agent does. */
const deed = z.discriminatedUnion('do', [
  ...common,
  /** A child does it: its work stands within this call, and what it asks is asked on its parent's thread. It has no children. */
  z.strictObject({ do: z.literal('delegate'), title: text.optional(), steps: z.array(childDeed).max(stepLimit) }),
  /** Ends the step and begins the next. */
  z.strictObject({ do: z.literal('step'), finish: z.enum(['more', 'unknown']).optional() }),
  /** `waits`: so long it does nothing, as an agent that really tries again. */
  z.strictObject({
    do: z.literal('retry'),
    reason: text,
    nextInMs: z.number().int().min(0).max(3_600_000),
    attempt: count.optional(),
    waits: z.boolean().optional(),
  }),
  z.strictObject({ do: z.literal('title'), title: text }),
  /** Work that outlives the turn, until the gate is open or it is stopped (rule 12). */
  z.strictObject({ do: z.literal('task'), title: text, gate: gate.optional(), refusesStop: z.boolean().optional() }),
  z.strictObject({ do: z.literal('fail'), error: errorClass, message: text }),
]);

/** What a liar does. Those with `events` change how the next events are told; the history holds the truth all the same. */
const lie = z.discriminatedUnion('lie', [
  /** They are told when the gate is open. */
  z.strictObject({ lie: z.literal('late'), events: count, gate }),
  z.strictObject({ lie: z.literal('never'), events: count }),
  z.strictObject({ lie: z.literal('twice'), events: count }),
  /** They are told in reverse order, when all of them have come together or the turn has ended. */
  z.strictObject({ lie: z.literal('swap'), events: count }),
  z.strictObject({ lie: z.literal('unknown-kind'), type: name }),
  /** Says that a prompt which nobody sent was worked on and has ended. */
  z.strictObject({ lie: z.literal('foreign-turn') }),
  /** Says, in the name of an earlier life, that this turn was aborted. */
  z.strictObject({ lie: z.literal('old-epoch') }),
  /** Answers so many stops with a refusal. */
  z.strictObject({ lie: z.literal('refuse-stop'), times: count }),
  /** Answers so many stops with yes, and goes on. */
  z.strictObject({ lie: z.literal('ignore-stop'), times: count }),
  z.strictObject({ lie: z.literal('die'), code: z.number().int().min(0).max(255).optional() }),
  /** Says by an event, and when asked, that it is at rest, until the gate is open. */
  z.strictObject({ lie: z.literal('say-idle-while-busy'), gate }),
  /** Says when asked that it works, and tells no end of the turn, until the gate is open. */
  z.strictObject({ lie: z.literal('say-busy-while-idle'), gate }),
  /** Does not answer when it is asked how it stands, until the gate is open. */
  z.strictObject({ lie: z.literal('hide'), gate }),
  z.strictObject({ lie: z.literal('drop-stream') }),
  /** Tells the last events of the session again. */
  z.strictObject({ lie: z.literal('replay-stream'), events: count }),
  z.strictObject({ lie: z.literal('flood'), events: count }),
  /** Forgets the session. */
  z.strictObject({ lie: z.literal('lose') }),
]);

export const step = z.union([deed, lie]);

export const script = z.strictObject({
  /** Tells prompts apart whose steps are the same. */
  name: name.optional(),
  /**
   * `taken` (default). `refused`: it says no. `unanswered`: it takes it and gives no answer to the call. `swallowed`: it says yes
   * and does not take it.
   */
  handOver: z.enum(['taken', 'refused', 'unanswered', 'swallowed']).optional(),
  steps: z.array(step).max(stepLimit),
  /** The steps are played again and again, each round a step without a known end. */
  forever: z.boolean().optional(),
});

export type Deed = z.infer<typeof deed>;
export type ChildDeed = z.infer<typeof childDeed>;
export type Lie = z.infer<typeof lie>;
export type ScriptStep = z.infer<typeof step>;
export type Script = z.infer<typeof script>;
/** Lies that change how the next events are told. */
export type TellingLie = Extract<Lie, { readonly lie: 'late' | 'never' | 'twice' | 'swap' }>;
