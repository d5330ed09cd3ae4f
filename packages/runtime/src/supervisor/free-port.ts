import { createServer } from 'node:net';

/** Ports given out lately: two callers must not get the same one before the first has bound it. */
const remembered = 64;

/** Hands out unused ports of loopback. */
export function createFreePorts(): () => Promise<number> {
  const given: number[] = [];
  return async () => {
    for (;;) {
      const port = await bindOnce(0);
      if (given.includes(port)) continue;
      given.push(port);
      if (given.length > remembered) given.shift();
      return port;
    }
  };
}

export async function isPortFree(port: number): Promise<boolean> {
  return bindOnce(port).then(
    () => true,
    () => false,
  );
}

function bindOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no address'))));
    });
  });
}
