import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type {
  Delivery,
  LiveMessage,
  ProjectId,
  Request,
  RequestAnswer,
  ThreadId,
  ThreadSnapshot,
  TurnOutcome,
  TurnRow,
} from '@plumbline/lifecycle';
import type { DispatchResult, RuntimeCommand } from '@plumbline/runtime';
import type { Act, Play } from '../play.ts';
import type { Stage } from './stage.ts';
import { until } from './until.ts';

/** A command on a thread, without the thread's id. */
type OnThread = RuntimeCommand extends infer Each ? (Each extends { threadId: ThreadId } ? Omit<Each, 'threadId'> : never) : never;

interface Born {
  readonly threadId: ThreadId;
  readonly projectId: ProjectId;
  readonly directory: string;
  readonly title: string;
}

/** A thread as its client has it: commands go in, snapshots come out. It remembers every text that was shown. */
export class Thread {
  readonly stage: Stage;
  readonly id: ThreadId;
  readonly projectId: ProjectId;
  readonly directory: string;
  readonly born: ThreadSnapshot;
  /** The longest text that was shown of each item. */
  readonly shown = new Map<string, string>();
  readonly title: string;
  /** The agent's own record of the conversation cannot be asked for any more: the scenario has deleted it, or moved its directory. */
  recordLost = false;
  #plays = 0;

  constructor(stage: Stage, { threadId, projectId, directory, title }: Born, born: ThreadSnapshot) {
    this.stage = stage;
    this.id = threadId;
    this.projectId = projectId;
    this.directory = directory;
    this.title = title;
    this.born = born;
  }

  /** A name that no other thread of the run uses. */
  name(what: string): string {
    return `${this.title}-${what}`;
  }

  play(...steps: (readonly Act[])[]): Play {
    this.#plays += 1;
    return { key: this.name(`play-${this.#plays}`), steps };
  }

  /** Sends a message that makes the agent act these steps. */
  send(...steps: (readonly Act[])[]): Promise<DispatchResult> {
    return this.act(this.play(...steps));
  }

  /** The same, into the turn that runs, or instead of it (rule 25). */
  sendAs(delivery: Delivery, ...steps: (readonly Act[])[]): Promise<DispatchResult> {
    return this.act(this.play(...steps), delivery);
  }

  act(play: Play, delivery: Delivery = 'queue'): Promise<DispatchResult> {
    return this.do({ type: 'thread.turn.start', text: this.text(play), delivery });
  }

  /** The message that makes the agent act the play. */
  text(play: Play): string {
    return this.stage.agent.message(play, this.directory);
  }

  do(command: OnThread, commandId?: string): Promise<DispatchResult> {
    return this.stage.server.ask('dispatch', { command: { ...command, threadId: this.id }, ...(commandId ? { commandId } : {}) });
  }

  stop(): Promise<DispatchResult> {
    return this.do({ type: 'thread.turn.interrupt' });
  }

  answer({ requestId }: Request, answer: RequestAnswer): Promise<DispatchResult> {
    return this.do({ type: 'thread.request.respond', requestId, answer });
  }

  async get(): Promise<ThreadSnapshot> {
    const snapshot = await this.stage.server.get(this.id);
    for (const item of snapshot.items) {
      if (item.kind === 'tool') continue;
      if (item.text.length > (this.shown.get(item.itemId)?.length ?? 0)) this.shown.set(item.itemId, item.text);
    }
    return snapshot;
  }

  /** Waits until the thread is so. */
  async until(what: string, holds: (snapshot: ThreadSnapshot) => boolean): Promise<ThreadSnapshot> {
    let last: ThreadSnapshot | undefined;
    const look = async () => {
      last = await this.get();
      return holds(last) ? last : undefined;
    };
    return until(what, look, () => ({
      session: last?.session,
      turn: last?.turns.at(-1),
      queue: last?.queue,
      items: last?.items.slice(-4),
    }));
  }

  /** Waits until so many turns have ended, and the thread is at rest. */
  rest(turns: number): Promise<ThreadSnapshot> {
    return this.until(`${turns} turns have ended and the thread rests`, (each) => endedTurns(each).length >= turns && isAtRest(each));
  }

  /** Waits until the newest turn runs. */
  running(): Promise<ThreadSnapshot> {
    return this.until('the turn runs', ({ state }) => state.turn?.state === 'running');
  }

  /** Waits for a request that is open. */
  async asked(): Promise<Request> {
    const { requests } = await this.until('a request is open', (each) => openRequests(each).length > 0);
    const [first] = requests.filter(({ state }) => state === 'open');
    if (first === undefined) throw new Error('no request is open');
    return first;
  }

  /** A file of the project's directory is there. */
  has(file: string): boolean {
    return existsSync(join(this.directory, file));
  }

  /** Everything that a client is sent which follows the thread from its first moment. */
  follow(version: number): Promise<readonly LiveMessage[]> {
    return this.stage.server.ask('follow', { threadId: this.id, cursor: this.born.cursor, version });
  }
}

/** Texts of the newest turn's own answers, in order. */
export const newestTexts = (snapshot: ThreadSnapshot): readonly string[] =>
  ownAnswers(snapshot).flatMap(({ turnId, text }) => (turnId === snapshot.turns.at(-1)?.turnId ? [text] : []));

/** Texts of all answers, in order. */
export const texts = (snapshot: ThreadSnapshot): readonly string[] => ownAnswers(snapshot).map(({ text }) => text);

/** What a child says stands within its call, and is none of the thread's own answers. */
const ownAnswers = ({ items }: ThreadSnapshot) =>
  items.flatMap((item) => (item.kind === 'assistant' && item.parentId === undefined ? [item] : []));

/** Which turn each message of the user is in: the number of the turn, from 0. */
export const turnsOfMessages = ({ items, turns }: ThreadSnapshot): readonly number[] =>
  items.flatMap((item) => (item.kind === 'user' ? [turns.findIndex(({ turnId }) => turnId === item.turnId)] : []));

export const lastTurn = ({ turns }: ThreadSnapshot): TurnRow | undefined => turns.at(-1);

export const openRequests = ({ requests }: ThreadSnapshot): readonly Request[] =>
  requests.filter(({ state }) => state === 'open' || state === 'answering');

export function endedTurns({ turns }: ThreadSnapshot): readonly TurnRow[] {
  const ended: readonly (TurnRow['state'] | TurnOutcome)[] = ['completed', 'interrupted', 'error'];
  return turns.filter(({ state }) => ended.includes(state));
}

/** Nothing is at work, nothing is under way, and nothing is doubted. */
export function isAtRest({ state: { session, turn } }: ThreadSnapshot): boolean {
  const { stopRequestedAt, draining, unverifiedSince } = session;
  const marks = [turn, stopRequestedAt, draining, unverifiedSince];
  return session.status !== 'running' && session.status !== 'starting' && marks.every((mark) => mark === undefined);
}
