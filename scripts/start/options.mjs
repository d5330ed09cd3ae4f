import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Advice } from './say.mjs';

export const usage = `npm start -- [options]

  --host HOST      address to listen on (127.0.0.1); another one needs PLUMBLINE_TOKEN
  --port PORT      port to listen on (4280)
  --data-dir DIR   where Plumbline keeps its state (plumbline in XDG_STATE_HOME or ~/.local/state)
  --no-open        do not open a browser
  --verbose        show the server's own output
  --help           this text`;

/** Options of `npm start`: arguments first, then PLUMBLINE_* of the environment, then the defaults. */
export function readOptions(argv, env) {
  let values;
  try {
    ({ values } = parseArgs({
      args: argv,
      options: {
        host: { type: 'string' },
        port: { type: 'string' },
        'data-dir': { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    throw new Advice(`${error.message}\n\n${usage}`);
  }
  const portText = values.port ?? env.PLUMBLINE_PORT ?? '4280';
  const port = Number(portText);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Advice(`The port must be a number from 1 to 65535, not "${portText}".`);
  return {
    host: values.host ?? env.PLUMBLINE_HOST ?? '127.0.0.1',
    port,
    dataDir: dataDirectory(values['data-dir'] ?? env.PLUMBLINE_DATA_DIR, env),
    open: !values['no-open'],
    verbose: values.verbose,
    help: values.help,
  };
}

/** Absolute. `given` is relative to where npm was called. */
export function dataDirectory(given, env) {
  if (given) return resolve(process.env.INIT_CWD ?? process.cwd(), given);
  const state = env.XDG_STATE_HOME;
  return join(state && isAbsolute(state) ? state : join(homedir(), '.local', 'state'), 'plumbline');
}
