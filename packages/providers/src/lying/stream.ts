import { request as httpRequest } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import type { ConnectionEvents } from '../hosted/follower.ts';
import type { Endpoint } from './http.ts';

/** The longest line, in UTF-16 units. */
const lineLimit = 8 * 1024 * 1024;
/** The child's heartbeat comes every 5 s. */
const silenceLimit = 16_000;

/** One connection to the child's stream of JSON lines, the first of which says whose it is. Calling the result ends it, without a word. */
export function readLines(endpoint: Endpoint, events: ConnectionEvents<unknown>): () => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let isFirst = true;
  let over = false;
  const close = (reason: string) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    request.destroy();
    events.closed(reason);
  };
  const headers = { authorization: `Bearer ${endpoint.token}` };
  const request = httpRequest({ host: '127.0.0.1', port: endpoint.port, path: '/events', agent: false, headers });
  const timer = setTimeout(() => close('silent'), silenceLimit);
  request.on('error', (error) => close(error.message));
  request.on('response', (response) => {
    if (response.statusCode !== 200) return close(`status ${response.statusCode}`);
    response.on('error', (error) => close(error.message));
    response.on('close', () => close('ended'));
    response.on('data', (chunk: Buffer) => {
      timer.refresh();
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > lineLimit) return close('a line is too long');
      for (const line of lines) {
        if (over || line === '') continue;
        const parsed = parse(line);
        if (parsed === undefined) return close('a line is not JSON');
        if (isFirst) events.opened(parsed);
        else events.item(parsed);
        isFirst = false;
      }
    });
  });
  request.end();
  return () => {
    over = true;
    clearTimeout(timer);
    request.destroy();
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
