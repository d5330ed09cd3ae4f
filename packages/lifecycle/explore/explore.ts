import type { ThreadEvent } from '../src/index.ts';
import { checkState } from './checks.ts';
import { Feeder } from './feed.ts';
import { type Key, keyOf, threadKeyOf, workKeyOf } from './key.ts';
import { type Move, moves } from './moves.ts';
import { checkOwnWork } from './own-work.ts';
import { checkRest, checkStop, newResting } from './reach.ts';
import { checkRewind, checkRewound } from './rewind.ts';
import { Seen } from './seen.ts';
import { type Budget, begin, type Fed, type Rules, type System } from './system.ts';
import { checkSteer, checkTasks } from './tasks-and-steers.ts';
import { Tree } from './tree.ts';
import { Broken } from './truth.ts';

/** One step of a path. */
export interface Told {
  readonly label: string;
  readonly fed: readonly Fed[];
}

export interface Found {
  readonly states: number;
  readonly transitions: number;
  /** Steps on the longest of the shortest paths. */
  readonly depth: number;
  /** Nothing new is left. False: it broke, or came to `limit`. */
  readonly complete: boolean;
  readonly broken?: Broke;
}

/** The shortest path to something that the law forbids. */
export interface Broke {
  readonly reason: string;
  readonly scope: Budget;
  readonly path: readonly Told[];
  /** The rules' answer to the last fact, where that answer is what is forbidden; absent: it is what the state leads to. */
  readonly answer?: readonly ThreadEvent[];
}

export interface Walk {
  /** States at most; without it: to the end. */
  readonly limit?: number;
  /** Called after each level. */
  readonly tick?: (found: Found) => void;
  /** False: no look ahead at how all comes to rest (`checkRest`), so that what is found has happened on the path itself. */
  readonly ahead?: boolean;
}

/** Breadth first, so that what is found first is shortest. States are told apart by `keyOf`. */
export function explore(rules: Rules, scope: Budget, { limit = Number.POSITIVE_INFINITY, tick, ahead = true }: Walk = {}): Found {
  const tree = new Tree();
  const first = begin(scope);
  const seen = new Seen();
  isNew(seen, keyOf(first));
  let front: { readonly at: number; readonly system: System }[] = [{ at: 0, system: first }];
  const check = checker(rules, ahead);
  let transitions = 0;
  let depth = 0;
  const result = (complete: boolean): Found => ({ states: tree.size, transitions, depth, complete });
  while (front.length > 0) {
    const next: typeof front = [];
    for (const { at, system } of front) {
      for (const [label, move] of moves(system)) {
        try {
          const to = move(system, new Feeder(rules));
          if (to === null) continue;
          transitions += 1;
          if (!isNew(seen, keyOf(to))) continue;
          next.push({ at: tree.add(at, label), system: to });
          check(to);
        } catch (error) {
          if (!(error instanceof Broken)) throw error;
          return { ...result(false), broken: retrace(rules, scope, error.message, [...tree.pathTo(at), label]) };
        }
        if (tree.size >= limit) return result(false);
      }
    }
    tick?.(result(false));
    if (next.length > 0) depth += 1;
    front = next;
  }
  return result(true);
}

/**
 * The story of something forbidden that is easiest to read: one in which it has happened, if a somewhat longer path leads to it; else the
 * shortest path to a state from which it will.
 */
export function clearest(rules: Rules, { broken, states }: Found): Broke | undefined {
  if (!broken || broken.answer) return broken;
  const told = explore(rules, broken.scope, { limit: 10 * states + 1_000, ahead: false }).broken;
  return told?.answer ? told : broken;
}

/** Checks a state; what was checked in another one that holds the same thread is not checked again. */
function checker(rules: Rules, ahead: boolean): (system: System) => void {
  const resting = newResting();
  const threads = new Seen();
  const works = new Seen();
  return (system) => {
    checkRewound(system);
    if (isNew(threads, threadKeyOf(system))) {
      checkState(rules, system);
      checkOwnWork(rules, system);
      checkTasks(rules, system.thread);
      checkRewind(rules, system.thread);
      checkSteer(rules, system.thread);
    }
    if (isNew(works, workKeyOf(system))) checkStop(rules, system);
    if (ahead) checkRest(rules, system, resting);
  };
}

function isNew(seen: Seen, { high, low }: Key): boolean {
  return seen.add(high, low);
}

/** Walks the path once more, to tell what the rules were fed at each step. */
function retrace(rules: Rules, scope: Budget, reason: string, labels: readonly string[]): Broke {
  let system = begin(scope);
  let answer: readonly ThreadEvent[] | undefined;
  const path = labels.map((label) => {
    const feeder = new Feeder(rules);
    try {
      system = moveOf(system, label)(system, feeder) ?? system;
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      if (feeder.fed.length > 0) answer = feeder.events;
    }
    return { label, fed: feeder.fed };
  });
  return { reason, scope, path, ...(answer ? { answer } : {}) };
}

function moveOf(system: System, label: string): Move {
  const move = [...moves(system)].find(([name]) => name === label)?.[1];
  if (!move) throw new Error(`There is no move "${label}" here.`);
  return move;
}

/** Walks one path with all checks, and tells what the law forbids in it; empty: nothing. For counterexamples kept as tests. */
export function retell(rules: Rules, scope: Budget, labels: readonly string[]): string {
  const check = checker(rules, true);
  let system = begin(scope);
  try {
    for (const label of labels) {
      const to = moveOf(system, label)(system, new Feeder(rules));
      if (to === null) return '';
      system = to;
      check(system);
    }
    return '';
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return error.message;
  }
}
