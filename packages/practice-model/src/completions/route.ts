import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Outcome, SeenRequest } from '../control/requests.ts';
import type { ServerState } from '../control/state.ts';
import { ScriptError } from '../script/shape.ts';
import { type Plan, planAnswer } from './plan.ts';
import { play } from './play.ts';
import { type ChatRequest, RequestError, readChatRequest } from './request.ts';
import { StreamedReply } from './streamed-reply.ts';
import { countTokens } from './usage.ts';
import { WholeReply } from './whole-reply.ts';

const maxUserTexts = 3;
const maxUserTextLength = 500;

/** Answers `POST /v1/chat/completions`. */
export async function answerCompletion(
  body: unknown,
  response: ServerResponse,
  context: { readonly state: ServerState; readonly signal: AbortSignal; readonly sessionId: string | undefined },
): Promise<void> {
  const { state, signal, sessionId } = context;
  let request: ChatRequest;
  try {
    request = readChatRequest(body);
  } catch (error) {
    if (error instanceof RequestError) return refuse(response, error);
    throw error;
  }
  let plan: Plan;
  try {
    plan = planAnswer(request);
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    const note = state.requests.add(describe(request, sessionId, { source: 'refused', key: 'refused', step: 0, attempt: 1 }));
    refuse(response, error);
    return note('failed');
  }
  const attempt = state.attempts.next(plan.key, plan.step, plan.auxiliary);
  const note = state.requests.add(
    describe(request, sessionId, {
      source: plan.source,
      key: plan.key,
      step: plan.step,
      attempt,
      ...(plan.auxiliary && { auxiliary: plan.auxiliary }),
    }),
  );
  const id = `chatcmpl-${randomUUID()}`;
  const reply = request.stream
    ? new StreamedReply(response, { id, model: request.model, includeUsage: request.includeUsage, signal })
    : new WholeReply(response, { id, model: request.model });
  let outcome: Outcome = 'failed';
  try {
    outcome = await play(plan.actions, { reply, gates: state.gates, tokens: countTokens(request.messages, plan.actions), attempt, signal });
  } finally {
    note(outcome);
  }
}

type Seen = Omit<SeenRequest, 'number' | 'at' | 'outcome' | 'disconnected'>;

function describe(
  request: ChatRequest,
  sessionId: string | undefined,
  plan: Pick<Seen, 'source' | 'key' | 'step' | 'attempt' | 'auxiliary'>,
): Seen {
  const said = request.messages.filter((message) => message.role === 'user').slice(-maxUserTexts);
  return {
    ...plan,
    ...(sessionId !== undefined && { sessionId }),
    model: request.model.slice(0, 200),
    streamed: request.stream,
    messages: request.messages.length,
    lastUserTexts: said.map((message) => message.text.slice(0, maxUserTextLength)),
  };
}

/** A 400 that agents do not retry. */
function refuse(response: ServerResponse, error: ScriptError | RequestError): void {
  const message = error instanceof ScriptError ? `This practice script cannot be played: ${error.message}.` : error.message;
  const body = { error: { message, type: 'invalid_request_error', code: error.code } };
  response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
