import type { ThreadSettings } from '@plumbline/lifecycle';
import type { ServerProcess, ServerSpec } from '@plumbline/runtime/testing';
import type { Play } from './play.ts';

/** What a scenario may need of a provider. A subject that has it passes the scenario; one that has not says why. */
export type Ability =
  /** It tells its reasoning apart from its answer. */
  | 'think'
  | 'commands'
  /** It asks before it edits. */
  | 'permissions'
  /** A permission can be given for all that is like it. */
  | 'standing-permissions'
  | 'questions'
  | 'children'
  /** Tools really change files. */
  | 'files'
  /** It tries again by itself when the model's server fails, and says so. */
  | 'retries'
  /** A conversation can be gone on with in a new process. */
  | 'resume'
  /** Its process survives the end of Plumbline and can be taken up again. */
  | 'reattach'
  /** Others may use a session beside us. */
  | 'foreign-work'
  /** A conversation can be deleted behind our back. */
  | 'lose'
  | 'compaction'
  /** A message can be taken into the turn that runs. */
  | 'steer'
  /** What its commands leave running is told, and can be stopped. */
  | 'tasks'
  /** A conversation can be copied up to a turn and gone on with. */
  | 'fork'
  /** Files and conversation can be taken back together, and forth again. */
  | 'rewind'
  /** It has other modes than its usual one. */
  | 'modes'
  /** Steps without a known end can follow one another for ever. */
  | 'runaway';

/** Calls to an agent that a scenario holds up or refuses, and its event stream. `prompt`: also one that is steered in. */
export type Call = 'bind' | 'fork' | 'rewind' | 'prompt' | 'abort' | 'answer' | 'stream';

/** One provider under test. Everything that differs between providers is here; the scenarios are the same for all. */
export interface Subject {
  readonly id: string;
  readonly name: string;
  /** What it can; for the rest the reason why it cannot, as it stands in docs/conformance.md. */
  readonly abilities: Readonly<Record<Ability, true | string>>;
  readonly settings: Partial<ThreadSettings>;
  /** With `modes`: another mode than the one of the settings, as `settings.agent` names it. */
  readonly otherMode?: string;
  readonly server: ServerSpec;
  /** The first line of the HTTP request by which each call is known (`POST /session/… HTTP/1.1`), as a regular expression. */
  readonly calls: Readonly<Record<Call, string>>;
  /** The agent below these servers. */
  connect(server: ServerProcess): Agent;
}

/** The agent itself, beside Plumbline: how a scenario directs it, and what it says is true. */
export interface Agent {
  /** The message that makes it act the play in a project's directory. */
  message(play: Play, directory: string): string;
  /** Resolves when the play stands at the gate. */
  reached(gate: string): Promise<void>;
  release(gate: string): Promise<void>;
  /** Processes of the command that works at the gate. */
  working(gate: string): readonly number[];
  pid(): Promise<number>;
  /** Its own record of a thread's conversations, children left out; null: it does not run. */
  history(place: Place): Promise<History | null>;
  /** A turn that nobody here asked for, in the thread's newest conversation. */
  promptElsewhere(play: Play, place: Place): Promise<void>;
  /** Deletes the thread's conversations. */
  lose(place: Place): Promise<void>;
}

/** Where a thread's conversations are, and the title that they have of it. */
export interface Place {
  readonly directory: string;
  readonly title: string;
}

export interface History {
  readonly sessions: number;
  /** Texts of the prompts that it was given, in order. */
  readonly prompts: readonly string[];
  /** With `modes`: in which mode it took each. */
  readonly modes?: readonly (string | undefined)[];
  /** Texts that it has said to their ends. */
  readonly said: readonly string[];
  /** The newest work was cut off by an abort. */
  readonly aborted: boolean;
}

/** Why the subject cannot pass a scenario with these needs; null: it can. */
export function lacking(subject: Subject, needs: readonly Ability[]): string | null {
  for (const need of needs) {
    const able = subject.abilities[need];
    if (able !== true) return able;
  }
  return null;
}
