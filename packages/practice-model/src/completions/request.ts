import { isObject } from '../script/shape.ts';

/** A tool call that the model made earlier, as the client repeats it. */
export interface PastCall {
  readonly id: string;
  readonly tool: string;
  /** JSON text. */
  readonly args: string;
}

export interface Message {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly text: string;
  readonly calls: readonly PastCall[];
  /** The call that a tool message answers. */
  readonly callId?: string;
}

/** What this server needs of a chat completions request. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly Message[];
  /** Names of the tools that are offered. */
  readonly tools: readonly string[];
  readonly stream: boolean;
  readonly includeUsage: boolean;
}

/** A request that is no chat completions request. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code = 'bad_request';
}

/** @throws RequestError */
export function readChatRequest(body: unknown): ChatRequest {
  if (!isObject(body)) throw new RequestError('The body must be a JSON object.');
  if (!Array.isArray(body.messages)) throw new RequestError('messages must be a list.');
  const options = isObject(body.stream_options) ? body.stream_options : {};
  return {
    model: typeof body.model === 'string' ? body.model : 'practice',
    messages: body.messages.map(readMessage),
    tools: Array.isArray(body.tools) ? body.tools.flatMap(toolName) : [],
    stream: body.stream === true,
    includeUsage: options.include_usage === true,
  };
}

function readMessage(value: unknown, index: number): Message {
  if (!isObject(value)) throw new RequestError(`messages[${index}] must be an object.`);
  const calls = Array.isArray(value.tool_calls) ? value.tool_calls.flatMap(readCall) : [];
  return {
    role: readRole(value.role, index),
    text: readContent(value.content),
    calls,
    ...(typeof value.tool_call_id === 'string' && { callId: value.tool_call_id }),
  };
}

function readRole(role: unknown, index: number): Message['role'] {
  switch (role) {
    case 'system':
    case 'user':
    case 'assistant':
    case 'tool':
      return role;
    case 'developer':
      return 'system';
    default:
      throw new RequestError(`messages[${index}].role is not known.`);
  }
}

/** Content is a string, or a list of parts of which the texts count. */
function readContent(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.flatMap((part) => (isObject(part) && typeof part.text === 'string' ? [part.text] : [])).join('\n');
}

function readCall(value: unknown): PastCall[] {
  if (!isObject(value) || !isObject(value.function)) return [];
  const { name, arguments: args } = value.function;
  if (typeof value.id !== 'string' || typeof name !== 'string') return [];
  return [{ id: value.id, tool: name, args: typeof args === 'string' ? args : '' }];
}

function toolName(value: unknown): string[] {
  return isObject(value) && isObject(value.function) && typeof value.function.name === 'string' ? [value.function.name] : [];
}
