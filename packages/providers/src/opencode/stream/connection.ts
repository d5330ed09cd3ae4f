import { request as httpRequest } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import type { ConnectionEvents } from '../../hosted/follower.ts';
import type { StreamItem } from '../native.ts';
import { authorization, type Endpoint } from '../server/http.ts';
import { Frames } from './frames.ts';

/** OpenCode sends a heartbeat every 10 s; three missed ones mean that the stream is dead. In ms. */
const silenceLimit = 31_000;
const openLimit = 5_000;

/** One connection to the global event stream. Calling the result ends it, without a word. */
export function connect(endpoint: Endpoint, events: ConnectionEvents<StreamItem>): () => void {
  const frames = new Frames();
  const decoder = new StringDecoder('utf8');
  let over = false;
  const close = (reason: string) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    request.destroy();
    events.closed(reason);
  };
  const request = httpRequest({
    host: '127.0.0.1',
    port: endpoint.port,
    path: '/global/event',
    agent: false,
    headers: { authorization: authorization(endpoint.password), accept: 'text/event-stream' },
  });
  let timer = setTimeout(() => close('no answer'), openLimit);
  const watch = () => {
    clearTimeout(timer);
    timer = setTimeout(() => close('no heartbeat'), silenceLimit);
  };
  request.on('error', (error) => close(error.message));
  request.on('response', (response) => {
    const type = response.headers['content-type'] ?? '';
    if (response.statusCode !== 200 || !type.includes('text/event-stream')) return close(`status ${response.statusCode}, ${type}`);
    watch();
    response.on('data', (chunk: Buffer) => {
      if (over) return;
      watch();
      try {
        for (const frame of frames.push(decoder.write(chunk))) deliver(frame);
      } catch (error) {
        close(error instanceof Error ? error.message : 'unreadable');
      }
    });
    response.on('error', (error) => close(error.message));
    response.on('close', () => close('ended'));
  });
  request.end();

  const deliver = (frame: string) => {
    const item = readItem(frame);
    if (item.payload.type === 'server.connected') events.opened(item);
    else events.item(item);
  };
  return () => {
    over = true;
    clearTimeout(timer);
    request.destroy();
  };
}

function readItem(frame: string): StreamItem {
  const item: unknown = JSON.parse(frame);
  const payload = (item as { payload?: { type?: unknown } } | null)?.payload;
  if (typeof payload?.type !== 'string') throw new Error('an event without a type');
  return item as StreamItem;
}
