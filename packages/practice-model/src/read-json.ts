import type { IncomingMessage } from 'node:http';

const maxBodyBytes = 32_000_000;

/** A request body that cannot be read; `status` is the HTTP status to answer with. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** @throws BodyError 413 if the body is larger than 32 MB, 400 if it is not JSON. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  request.setEncoding('utf8');
  let body = '';
  let bytes = 0;
  for await (const part of request as AsyncIterable<string>) {
    bytes += Buffer.byteLength(part);
    if (bytes > maxBodyBytes) throw new BodyError(413, `The body is larger than ${maxBodyBytes} bytes.`);
    body += part;
  }
  try {
    return JSON.parse(body);
  } catch {
    throw new BodyError(400, 'The body is not JSON.');
  }
}
