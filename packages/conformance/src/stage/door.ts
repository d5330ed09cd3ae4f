import { createServer, connect as open, type Server, type Socket } from 'node:net';
import type { HostedProcess, ProcessHost } from '@plumbline/providers';

/** What happens to requests whose first line fits. */
export interface Rule {
  readonly pattern: string;
  /** `hold`: they wait here, unseen by the agent; `drop`: they are cut, also those under way; `refuse`: answered with 500. */
  readonly how: 'hold' | 'drop' | 'refuse';
}

/** A connection that waits, with what it has said so far. */
interface Held {
  readonly server: Server;
  readonly socket: Socket;
  readonly target: number;
  readonly first: Buffer;
  readonly line: string;
}

/**
 * Stands between an adapter and its agent's server, and holds up, cuts or refuses what a scenario names. It looks at the first
 * line of a connection only: a call that is to be found here has a connection of its own.
 */
export class Door {
  readonly #rules = new Map<string, Rule>();
  readonly #held = new Map<string, Held[]>();
  readonly #open = new Map<Socket, string>();

  /** The host with a door before each process that it starts or takes up. */
  before(host: ProcessHost): ProcessHost {
    const through = async (hosted: HostedProcess): Promise<HostedProcess> => {
      const { server, port } = await this.#listen(hosted.port);
      hosted.exited.then(() => this.#close(server));
      return new Proxy(hosted, { get: (target, name) => (name === 'port' ? port : bound(target, name)) });
    };
    return {
      adopt: async (name) => {
        const hosted = await host.adopt(name);
        return hosted === null ? null : through(hosted);
      },
      start: async (spec) => through(await host.start(spec)),
      freePort: () => host.freePort(),
    };
  }

  set(rule: Rule): void {
    this.#rules.set(rule.pattern, rule);
    if (rule.how !== 'drop') return;
    for (const [socket, line] of this.#open) if (new RegExp(rule.pattern).test(line)) socket.destroy();
  }

  /** Lifts the rule and lets through what it held. */
  lift(pattern: string): void {
    this.#rules.delete(pattern);
    for (const held of this.#held.get(pattern) ?? []) this.#carry(held);
    this.#held.delete(pattern);
  }

  /** How many requests wait under the rule. */
  waiting(pattern: string): number {
    return this.#held.get(pattern)?.length ?? 0;
  }

  #listen(target: number): Promise<{ readonly server: Server; readonly port: number }> {
    return new Promise((resolve) => {
      const server: Server = createServer((socket) => this.#meet(server, socket, target));
      server.unref();
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve({ server, port: typeof address === 'object' && address ? address.port : 0 });
      });
    });
  }

  /** Its process has ended: what waits for it is broken off, as it would be at the process itself. */
  #close(closed: Server): void {
    closed.close();
    for (const held of this.#held.values()) for (const { server, socket } of held) if (server === closed) socket.destroy();
  }

  #meet(server: Server, socket: Socket, target: number): void {
    socket.on('error', () => socket.destroy());
    socket.once('data', (first: Buffer) => {
      socket.pause();
      const line = first.subarray(0, first.indexOf('\r\n')).toString('latin1');
      const rule = [...this.#rules.values()].find(({ pattern }) => new RegExp(pattern).test(line));
      switch (rule?.how) {
        case undefined:
          return this.#carry({ server, socket, target, first, line });
        case 'drop':
          return void socket.destroy();
        case 'refuse':
          return void socket.end('HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
        case 'hold': {
          const held = this.#held.get(rule.pattern) ?? [];
          this.#held.set(rule.pattern, [...held, { server, socket, target, first, line }]);
        }
      }
    });
  }

  #carry({ server, socket, target, first, line }: Held): void {
    if (socket.destroyed || !server.listening) return void socket.destroy();
    const agent = open(target, '127.0.0.1');
    const end = () => {
      this.#open.delete(socket);
      socket.destroy();
      agent.destroy();
    };
    for (const side of [socket, agent]) side.on('error', end).on('close', end);
    this.#open.set(socket, line);
    agent.write(first);
    socket.pipe(agent);
    agent.pipe(socket);
  }
}

/** A member of the target, with its methods bound to it. */
function bound(target: HostedProcess, name: string | symbol): unknown {
  const member: unknown = Reflect.get(target, name);
  return typeof member === 'function' ? member.bind(target) : member;
}
