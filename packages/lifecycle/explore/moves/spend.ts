import type { Agent, Budget, System } from '../system.ts';

/** Takes one from the budget; null: none is left. */
export function spend(system: System, what: keyof Budget): System | null {
  const left = system.left[what];
  return left > 0 ? { ...system, left: { ...system.left, [what]: left - 1 } } : null;
}

export function inAgent(system: System, change: Partial<Agent>): System {
  return { ...system, agent: { ...system.agent, ...change } };
}

/** The process ends: what it worked on stays where it was. */
export function dead(agent: Agent): Agent {
  const work = Object.fromEntries(Object.entries(agent.work).map(([id, state]) => [id, isLive(state) ? ('left' as const) : state]));
  return { ...agent, up: false, inbox: null, work, item: null, request: agent.request === 'open' ? 'ended' : agent.request };
}

export function isLive(work: string): boolean {
  return work === 'got' || work === 'open' || work === 'paused';
}
