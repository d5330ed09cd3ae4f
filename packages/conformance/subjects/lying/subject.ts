import { lyingModelId } from '@plumbline/providers/lying';
import { lyingProgram } from '@plumbline/runtime/testing';
import type { Subject } from '../../src/subject.ts';
import { LyingAgent } from './agent.ts';

/** The lying provider, while it does not lie: a child process with a history and an event stream of its own, made for trials. */
export const lying: Subject = {
  id: 'lying',
  name: 'Lying provider',
  abilities: {
    think: true,
    commands: true,
    permissions: true,
    'standing-permissions': true,
    questions: true,
    children: true,
    files: true,
    retries: true,
    resume: true,
    reattach: true,
    'foreign-work': true,
    lose: true,
    compaction: 'it has no context that could be full',
    steer: true,
    tasks: 'what it tells of as tasks are no processes',
    fork: true,
    rewind: true,
    modes: 'it has one mode only',
    runaway: true,
  },
  settings: { provider: 'lying', model: lyingModelId },
  server: { options: { practice: false, lying: { program: lyingProgram, seed: null } } },
  calls: {
    bind: '^POST /sessions ',
    fork: '^POST /sessions/[^/]+/fork ',
    rewind: '^POST /sessions/[^/]+/rewind ',
    prompt: '^POST /sessions/[^/]+/prompts ',
    abort: '^POST /sessions/[^/]+/abort ',
    answer: '^POST /sessions/[^/]+/answers ',
    stream: '^GET /events ',
  },
  connect: (server) => new LyingAgent(server),
};
