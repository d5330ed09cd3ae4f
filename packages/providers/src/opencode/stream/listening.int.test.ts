import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRig, type Rig } from '../../../test/rig.ts';
import type { StreamItem } from '../native.ts';
import { Api } from '../server/api.ts';
import type { Endpoint } from '../server/http.ts';
import { connect } from './connection.ts';
import { Listening } from './listening.ts';

/** Without the wait, about one in four loses the first event after its greeting. */
const connections = 40;
const soon = () => AbortSignal.timeout(20_000);
let rig: Rig;
let endpoint: Endpoint;
let directory: string;

beforeAll(async () => {
  rig = await createRig();
  const binding = await rig.bind();
  directory = binding.ref.directory;
  const server = await rig.host.adopt('opencode');
  if (!server) throw new Error('it does not run');
  endpoint = { port: server.port, password: server.password };
}, 180_000);

afterAll(() => rig.end());

it('given a stream that greets before it listens, when it is made sure of, then what happens next is told by it', {
  timeout: 120_000,
}, async () => {
  const api = new Api(endpoint);
  for (let n = 0; n < connections; n += 1) {
    const listening = new Listening((where, signal) => api.provoke(where, signal));
    const heard = new Heard();
    const disconnect = connect(endpoint, listening.over(heard));
    await heard.wait(() => heard.open);
    await listening.sure(directory, soon());
    const session = await api.createSession(directory, `number ${n}`, soon());
    await heard.wait(() => heard.all.includes(`session.created ${session.id}`));
    disconnect();
  }
});

it('given a stream that is away, then nothing is waited for and nothing provoked', async () => {
  let provoked = 0;
  const listening = new Listening(async () => {
    provoked += 1;
  });
  await listening.sure(directory, soon());
  const events = listening.over(new Heard());
  events.opened({ payload: { type: 'server.connected' } });
  events.closed('cut');
  await listening.sure(directory, soon());
  expect(provoked).toBe(0);
});

/** What came through a connection. */
class Heard {
  open = false;
  readonly all: string[] = [];
  #wake: () => void = () => undefined;

  opened(): void {
    this.open = true;
    this.#wake();
  }

  item({ payload }: StreamItem): void {
    const { info } = (payload.properties ?? {}) as { info?: { id?: string } };
    this.all.push(`${payload.type} ${info?.id ?? ''}`);
    this.#wake();
  }

  closed(): void {
    this.open = false;
  }

  async wait(until: () => boolean): Promise<void> {
    const deadline = soon();
    while (!until()) {
      deadline.throwIfAborted();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        deadline.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }
}
