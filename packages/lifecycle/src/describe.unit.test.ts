import { expect, test } from 'vitest';
import {
  aborted,
  asking,
  atRest,
  bound,
  completed,
  failure,
  given,
  handed,
  i,
  resume,
  running,
  type Step,
  send,
  signal,
  stop,
  stopping,
  streaming,
  t,
} from '../test/given.ts';
import { describe as say, summarize } from './describe.ts';

const quiet = signal({ kind: 'quiet' });
const tool = signal({
  kind: 'item-started',
  turnId: t('t1'),
  itemId: i('a2'),
  content: { kind: 'tool', callId: 'c', tool: 'bash', title: 'npm test', input: {}, result: 'running', output: { preview: '', bytes: 0 } },
});
const failed = signal({ kind: 'turn-failed', turnId: t('t1'), failure: failure('PROVIDER_AUTH', "the model's key was refused") });
const refusedStop = signal({ kind: 'stop-refused', turnId: t('t1'), failure: failure('STOP_REFUSED', 'busy') });

const lines: readonly (readonly [string, readonly Step[], object])[] = [
  ['new', [], { word: 'new', tone: 'idle' }],
  ['starting', [send()], { word: 'starting', reason: 'starting the agent', since: 1_000, actions: ['interrupt'] }],
  ['on its way', handed, { word: 'starting', reason: 'handing the message over' }],
  ['working, with the command', [...streaming, tool], { word: 'working', reason: 'npm test', since: 1_000, actions: ['interrupt'] }],
  ['waiting for the user', asking, { word: 'needs-you', reason: 'Run a command: rm -rf dist', actions: ['respond', 'interrupt'] }],
  ['waiting for the user is never quiet', [...running, quiet, ...asking.slice(running.length), quiet], { word: 'needs-you' }],
  ['quiet', [...running, quiet], { word: 'quiet', since: 1_000, actions: ['interrupt', 'reconcile'] }],
  ['quiet since it was last heard of', [...running, signal({ kind: 'quiet', since: 400 })], { word: 'quiet', since: 400 }],
  ['unverified', [...running, { observe: { kind: 'unknown' } }], { word: 'unverified', actions: ['reconcile', 'interrupt'] }],
  [
    'retrying',
    [...running, signal({ kind: 'turn-retrying', turnId: t('t1'), attempt: 2, reason: 'overloaded', nextAt: 4_000 })],
    { word: 'retrying', reason: 'overloaded (try 2, next try in 3 s)' },
  ],
  ['stopping', [...asking, stop], { word: 'stopping', since: 1_000, actions: ['force-stop'] }],
  [
    'a stop that failed',
    [...stopping, refusedStop],
    { word: 'working', reason: 'it could not be stopped: busy', actions: ['interrupt', 'force-stop'] },
  ],
  [
    'stopped by you',
    [...running, { after: 12_000 }, stop, aborted()],
    { word: 'stopped', label: 'Stopped by you', took: 12_000, actions: ['send'] },
  ],
  [
    'interrupted by an exit',
    [...running, signal({ kind: 'exited', cause: 'exit' })],
    { word: 'stopped', label: 'Interrupted', reason: 'the agent ended' },
  ],
  ['failed', [...running, failed], { word: 'failed', tone: 'failed', reason: "the model's key was refused", actions: ['send'] }],
  ['failed, and messages wait', [...running, send(2), failed], { word: 'failed', actions: ['send', 'resume-queue'] }],
  [
    'failed to start',
    [{ command: { type: 'thread.session.start' } }, signal({ kind: 'bind-failed', failure: failure('PROVIDER_MISSING', 'not installed') })],
    { word: 'failed', reason: 'not installed' },
  ],
  ['held', [...running, send(2), completed(), stop], { word: 'held', reason: '1 message waits', actions: ['send', 'resume-queue'] }],
  ['done', [...atRest, resume], { word: 'done', tone: 'done', took: 0, actions: ['send'] }],
  [
    'done while nobody looked',
    [
      ...running,
      {
        observe: { kind: 'alive', busy: false, prompt: 'present', standing: { kind: 'ended', finish: 'final' } },
        moment: { cause: 'restart' },
      },
    ],
    { word: 'done', reason: 'settled after a restart: the agent had finished' },
  ],
  ['bound without a turn', [{ command: { type: 'thread.session.start' } }, bound], { word: 'new' }],
];

test.each(lines)('%s', (_what, steps, expected) => {
  given(...steps)
    .when()
    .then((world) => expect(say(summarize(world.state), world.now)).toMatchObject(expected));
});
