import { parseArgs } from 'node:util';
import { startPracticeServer } from './server.ts';

const loopback = ['127.0.0.1', '::1', 'localhost'];
const usage = 'usage: PRACTICE_KEY=… node main.js [--host 127.0.0.1] [--port 0]';

/** What the command line asks for, or the reason why it cannot be done. */
function readCommandLine(): { host: string; port: number; key: string } | { problem: string } {
  let values: { host?: string | undefined; port?: string | undefined };
  try {
    values = parseArgs({ options: { host: { type: 'string' }, port: { type: 'string' } } }).values;
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  const host = values.host ?? '127.0.0.1';
  const port = Number(values.port ?? 0);
  const key = process.env.PRACTICE_KEY;
  if (!loopback.includes(host)) return { problem: `--host must be one of ${loopback.join(', ')}` };
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return { problem: '--port must be a number from 0 to 65535' };
  if (!key) return { problem: 'PRACTICE_KEY is not set' };
  return { host, port, key };
}

const asked = readCommandLine();
if ('problem' in asked) {
  console.error(`practice-model: ${asked.problem}\n${usage}`);
  process.exit(2);
}

const server = await startPracticeServer(asked).catch((error: unknown) => {
  console.error(`practice-model: cannot listen: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await server.stop();
  process.exit(0);
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

console.log(`practice-model listening on ${server.url}`);
