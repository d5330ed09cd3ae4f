import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MessageId } from '@plumbline/lifecycle';
import { PracticeControl, type ScriptBuilder } from '@plumbline/practice-model';
import { startPracticeServer } from '@plumbline/practice-model/server';
import type { Binding, Provider, ProviderSignal } from '../src/contract.ts';
import { createOpenCode, type OpenCodeOptions, practiceModelId } from '../src/opencode/index.ts';
import { TestHost } from './host.ts';

export const settings = { provider: 'opencode', model: practiceModelId } as const;
/** For one wait; a cold start of OpenCode on a loaded machine takes 30 s and more. In ms. */
const patience = 60_000;

type Kind = ProviderSignal['kind'];
type Of<K extends Kind> = Extract<ProviderSignal, { kind: K }>;

/** All signals of one adapter, with waiting. */
export class Signals {
  readonly all: ProviderSignal[] = [];
  #wake: (() => void)[] = [];

  constructor(provider: Provider) {
    provider.listen((signal) => {
      this.all.push(signal);
      for (const wake of this.#wake.splice(0)) wake();
    });
  }

  of<K extends Kind>(kind: K): Of<K>[] {
    return this.all.filter((signal): signal is Of<K> => signal.kind === kind);
  }

  /** The first signal of this kind, from `from` on, that fits; fails after a minute. */
  async next<K extends Kind>(kind: K, fits: (signal: Of<K>) => boolean = () => true, from = 0): Promise<Of<K>> {
    const deadline = performance.now() + patience;
    for (;;) {
      const found = this.all.slice(from).find((signal): signal is Of<K> => signal.kind === kind && fits(signal as Of<K>));
      if (found) return found;
      const left = deadline - performance.now();
      if (left <= 0)
        throw new Error(`no ${kind} came; there were:\n${this.all.map((signal) => JSON.stringify(signal).slice(0, 200)).join('\n')}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** The text of a part as a client that only appends and replaces would show it. */
  text(part: string): string {
    let shown = '';
    for (const signal of this.all) {
      if (signal.kind === 'item-text' && signal.part === part) shown = shown.slice(0, signal.offset) + signal.text;
      if (signal.kind === 'item-closed' && signal.part === part && 'text' in signal.content) shown = signal.content.text;
      if (signal.kind === 'item-discarded' && signal.part === part) shown = '';
    }
    return shown;
  }
}

export interface Rig {
  readonly control: PracticeControl;
  readonly host: TestHost;
  readonly provider: Provider;
  readonly signals: Signals;
  /** Another adapter on the same processes, as after a restart of ours. */
  again(): { provider: Provider; signals: Signals };
  project(): string;
  bind(directory?: string): Promise<Binding>;
  send(binding: Binding, script: ScriptBuilder, provider?: Provider): Promise<MessageId>;
  /** Ids of the permissions that OpenCode itself lists for a directory. */
  heldPermissions(directory: string): Promise<readonly string[]>;
  /** Whether OpenCode itself says that the session works. */
  isBusy(binding: Binding): Promise<boolean>;
  end(): Promise<void>;
}

export interface RigOptions {
  /** OpenCode's configuration, as the user's own. */
  readonly config?: Record<string, unknown>;
  /** See TestHost. */
  readonly through?: (port: number) => Promise<number>;
}

/** A home of its own, the practice model, and the real OpenCode below one adapter. */
export async function createRig(options: RigOptions = {}): Promise<Rig> {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'plumbline-opencode-')));
  const home = path.join(root, 'home');
  mkdirSync(home);
  const key = 'practice-key';
  const model = await startPracticeServer({ host: '127.0.0.1', port: 0, key });
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    TMPDIR: root,
    LANG: 'C.UTF-8',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    npm_config_offline: 'true',
    ...(options.config ? { OPENCODE_CONFIG_CONTENT: JSON.stringify(options.config) } : {}),
  };
  const host = new TestHost(root, env);
  if (options.through) host.through = options.through;
  const adapter = (on: TestHost) => {
    const given: OpenCodeOptions = {
      host: on,
      practice: async () => ({ baseUrl: `${model.url}/v1`, key }),
      env,
      log: () => undefined,
      now: Date.now,
    };
    const provider = createOpenCode(given);
    return { provider, signals: new Signals(provider) };
  };
  const { provider, signals } = adapter(host);
  const ask = async (path: string, directory: string): Promise<unknown> => {
    const server = await host.adopt('opencode');
    const url = new URL(path, `http://127.0.0.1:${server?.port}`);
    url.searchParams.set('directory', directory);
    const authorization = `Basic ${Buffer.from(`opencode:${server?.password}`).toString('base64')}`;
    return (await fetch(url, { headers: { authorization }, signal: AbortSignal.timeout(5_000) })).json();
  };
  const rig: Rig = {
    control: new PracticeControl({ url: model.url, key }),
    host,
    provider,
    signals,
    again: () => adapter(host.again()),
    project: () => {
      const directory = mkdtempSync(path.join(root, 'project-'));
      execFileSync('git', ['init', '--quiet'], { cwd: directory });
      return directory;
    },
    bind: (directory = rig.project()) => provider.bind({ directory, title: 'A test', settings }, AbortSignal.timeout(patience)),
    send: async (binding, script, to = provider) => {
      const messageId = newMessageId();
      await to.prompt(binding, { messageId, text: script.toPrompt(), settings }, AbortSignal.timeout(patience));
      return messageId;
    },
    heldPermissions: async (directory) => ((await ask('/permission', directory)) as { id: string }[]).map(({ id }) => id),
    isBusy: async ({ ref }) => ref.session in ((await ask('/session/status', ref.directory)) as Record<string, unknown>),
    end: async () => {
      await provider.stop(AbortSignal.timeout(8_000));
      const left = await host.adopt('opencode');
      await left?.end(0);
      await model.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
  return rig;
}

let counter = 0;

/** In OpenCode's own layout, so that it sorts by time among its messages. */
export function newMessageId(): MessageId {
  counter += 1;
  const stamp = BigInt.asUintN(48, BigInt(Date.now()) * 4096n + BigInt(counter % 4096));
  return `msg_${stamp.toString(16).padStart(12, '0')}${String(counter).padStart(14, '0')}` as MessageId;
}
