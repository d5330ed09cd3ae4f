import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { MessageId } from '@plumbline/lifecycle';
import { requestAnswer } from '@plumbline/lifecycle/schema';
import { z } from 'zod';
import { ScriptError } from '../script/parse.ts';
import { type Agent, Refusal } from './agent.ts';

const bodyLimit = 4 * 1024 * 1024;
/** How long a reader may wait for a gate to be reached, in ms. */
const watchLimit = 30_000;

const bodies = {
  create: z.object({ directory: z.string(), title: z.string() }),
  fork: z.object({ title: z.string(), before: z.string().nullable() }),
  rewind: z.object({ to: z.string().nullable() }),
  prompt: z.object({ id: z.string().optional(), text: z.string(), steer: z.boolean() }),
  answer: z.object({ ref: z.string(), answer: requestAnswer }),
  task: z.object({ ref: z.string(), force: z.boolean() }),
  seed: z.object({ seed: z.number().int().nullable() }),
};

/** The answer to a call; null: none is given, ever. */
type Reply = object | null;

/** The child's socket: the agent's own calls, and beside them the control surface of tests and auditors. */
export function createLyingServer(agent: Agent, token: string): Server {
  return createServer((request, response) => {
    if (!isAllowed(request, token)) return send(response, 401, { message: 'The token is missing or wrong.' });
    const url = new URL(request.url ?? '/', 'http://lying');
    if (request.method === 'GET' && url.pathname === '/events') return agent.streams.add(response);
    answer(agent, request, url).then(
      (reply) => {
        if (reply !== null) send(response, 200, reply);
      },
      (error: unknown) => send(response, statusOf(error), { message: error instanceof Error ? error.message : String(error) }),
    );
  });
}

async function answer(agent: Agent, request: IncomingMessage, url: URL): Promise<Reply> {
  const [, root = '', ...path] = url.pathname.split('/').map(decodeURIComponent);
  const method = request.method ?? '';
  const body = method === 'POST' ? await readJson(request) : undefined;
  if (root === 'health') return { life: agent.streams.life };
  if (root === 'control') return control(agent, `${method} ${path[0] ?? ''}`, path[1] ?? '', url, body);
  if (root !== 'sessions') throw new Refusal(404, 'There is no such place.');
  const [id, what = '', which = ''] = path;
  if (id === undefined) {
    const { directory, title } = bodies.create.parse(body);
    return agent.create(directory, title);
  }
  return ofSession(agent, id, `${method} ${what}`, which, body);
}

function ofSession(agent: Agent, id: string, route: string, which: string, body: unknown): Reply {
  const session = agent.session(id);
  switch (route) {
    case 'GET ':
      return session.hidden ? null : session.said();
    case 'DELETE ':
      agent.delete(id);
      return {};
    case 'POST fork': {
      const { title, before } = bodies.fork.parse(body);
      return agent.fork(session, title, before as MessageId | null);
    }
    case 'POST rewind':
      agent.rewind(session, bodies.rewind.parse(body).to as MessageId | null);
      return {};
    case 'POST prompts': {
      const { id: prompt, text, steer } = bodies.prompt.parse(body);
      const given = prompt === undefined ? { text, steer } : { id: prompt as MessageId, text, steer };
      return agent.prompt(session, given) === 'unanswered' ? null : {};
    }
    case 'DELETE prompts':
      return { taken: session.takeBack(which as MessageId) };
    case 'POST abort':
      agent.abort(session);
      return {};
    case 'POST answers': {
      const { ref, answer: given } = bodies.answer.parse(body);
      agent.answer(session, ref, given as Parameters<Agent['answer']>[2]);
      return {};
    }
    case 'POST tasks': {
      const { ref, force } = bodies.task.parse(body);
      agent.stopTask(session, ref, force);
      return {};
    }
    default:
      throw new Refusal(404, `There is no ${route}.`);
  }
}

async function control(agent: Agent, route: string, name: string, url: URL, body: unknown): Promise<Reply> {
  switch (route) {
    case 'GET truth':
      return agent.truth();
    case 'GET gates':
      return { reached: await agent.gates.reached(name, Math.min(watchLimit, Number(url.searchParams.get('wait') ?? 0))) };
    case 'POST gates':
      agent.gates.open(name);
      return {};
    case 'POST seed':
      agent.seed(bodies.seed.parse(body).seed);
      return {};
    case 'POST drop':
      agent.streams.drop();
      return {};
    default:
      throw new Refusal(404, `There is no ${route}.`);
  }
}

function statusOf(error: unknown): number {
  if (error instanceof Refusal) return error.status;
  return error instanceof ScriptError || error instanceof z.ZodError ? 400 : 500;
}

function isAllowed(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) throw new Refusal(413, 'The body is too large.');
    chunks.push(chunk);
  }
  return size === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
}
