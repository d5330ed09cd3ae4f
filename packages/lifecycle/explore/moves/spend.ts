import { type Agent, type Budget, endedRequests, type System, type Work } from '../system.ts';

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
  const task = agent.task === 'running' ? 'left' : agent.task;
  return {
    ...agent,
    up: false,
    inbox: null,
    steering: false,
    work: ended(agent.work, 'left'),
    item: null,
    requests: endedRequests(agent.requests),
    task,
  };
}

/** All that is worked on ends so, and what was steered into it with it. */
export function ended(work: Agent['work'], how: Work): Agent['work'] {
  return Object.fromEntries(Object.entries(work).map(([id, state]) => [id, isLive(state) || state === 'joined' ? how : state]));
}

export function isLive(work: string): boolean {
  return work === 'got' || work === 'open' || work === 'paused';
}
