/**
 * What an agent is to do in one turn, in no agent's own words. A subject turns a play into a message that makes its agent
 * act it.
 */
export interface Play {
  /** Names the play; no other of the run has it. */
  readonly key: string;
  /** Each step is one call of the model: what it says, then the tools that it uses. */
  readonly steps: readonly (readonly Act[])[];
  /** The last step is repeated for ever. */
  readonly forever?: true;
}

export type Act =
  | { readonly act: 'say' | 'think'; readonly text: string; readonly pieces?: number }
  /** The model says nothing more until the gate is released. */
  | { readonly act: 'wait'; readonly gate: string }
  /** A command that runs until the gate is released. */
  | { readonly act: 'work'; readonly gate: string }
  /** A command that goes on in the background until the gate is released, while the turn goes on without it. `deaf`: to SIGTERM. */
  | { readonly act: 'leave'; readonly gate: string; readonly deaf?: true }
  /** A command that ends by itself. */
  | { readonly act: 'run'; readonly command: string }
  /** A file of the project is written. The agent asks the user before it does. */
  | { readonly act: 'edit'; readonly file: string; readonly text: string }
  | { readonly act: 'ask'; readonly question: string; readonly options: readonly string[] }
  /** A child session acts a play of its own. */
  | { readonly act: 'delegate'; readonly play: Play }
  /** The model's answer ends in trouble; with `times` only so many times, and then goes on. */
  | { readonly act: 'fail'; readonly trouble: Trouble; readonly times?: number }
  /** The context is reported as full, so that the agent compacts it. */
  | { readonly act: 'fill' };

export type Trouble =
  | 'signed-out'
  /** Wrong for good: trying again would not help. */
  | 'refused'
  /** A fault of the model's server, that passes. */
  | 'broken'
  | 'limited'
  /** An error that is told in the middle of an answer. */
  | 'told'
  /** The answer ends without a reason. */
  | 'cut-short'
  | 'no-protocol'
  | 'connection-lost';

export const say = (text: string, pieces?: number): Act => ({ act: 'say', text, ...(pieces === undefined ? {} : { pieces }) });
export const think = (text: string): Act => ({ act: 'think', text });
export const wait = (gate: string): Act => ({ act: 'wait', gate });
export const work = (gate: string): Act => ({ act: 'work', gate });
export const leave = (gate: string, deaf?: true): Act => ({ act: 'leave', gate, ...(deaf ? { deaf } : {}) });
export const run = (command: string): Act => ({ act: 'run', command });
export const edit = (file: string, text: string): Act => ({ act: 'edit', file, text });
export const ask = (question: string, ...options: readonly string[]): Act => ({ act: 'ask', question, options });
export const delegate = (play: Play): Act => ({ act: 'delegate', play });
export const fill = (): Act => ({ act: 'fill' });
export const fail = (trouble: Trouble, times?: number): Act => ({ act: 'fail', trouble, ...(times === undefined ? {} : { times }) });
