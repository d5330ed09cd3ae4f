import type { Subject } from '../../src/subject.ts';
import { OpenCodeAgent } from './agent.ts';

/** Real OpenCode, with the practice model in place of a language model. */
export const openCode: Subject = {
  id: 'opencode',
  name: 'OpenCode',
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
    compaction: true,
    steer: true,
    tasks: true,
    fork: true,
    rewind: true,
    modes: true,
    runaway: true,
  },
  settings: { provider: 'opencode', model: 'practice/practice' },
  otherMode: 'plan',
  server: { env: { OPENCODE_CONFIG_CONTENT: JSON.stringify({ permission: { edit: 'ask' } }) } },
  calls: {
    bind: '^POST /session[? ]',
    fork: '^POST /session/[^/]+/fork',
    rewind: '^POST /session/[^/]+/(un)?revert',
    prompt: '^POST /session/[^/]+/prompt_async',
    abort: '^POST /session/[^/]+/abort',
    answer: '^POST /(permission|question|session/[^/]+/permissions)/',
    stream: '^GET /global/event',
  },
  connect: (server) => new OpenCodeAgent(server),
};
