import { createHash } from 'node:crypto';
import { type BlobId, previewLimit, type ToolContent, type ToolOutput } from '@plumbline/lifecycle';
import type { ToolSignal } from '@plumbline/providers';

export interface CutTool {
  readonly tool: ToolContent;
  readonly blobs: readonly { readonly blobId: BlobId; readonly text: string }[];
}

const omitted = '\n…\n';
/** Units of one text inside a tool's input that are kept. */
const inputTextLimit = 32_000;
/** Values at one level of a tool's input that are kept. */
const inputWidth = 200;
const inputDepth = 6;
/** UTF-16 units; a patch that is cut could not be told from a whole one, so a larger one goes. */
const patchLimit = 64_000;

/**
 * Makes a tool's content of bounded size: while it runs, the end of its output; when it is done, the beginning and the end,
 * and the whole as a blob.
 */
export function cutTool(signal: ToolSignal): CutTool {
  const running = signal.result === 'pending' || signal.result === 'running';
  const { output, blobs } = running ? { output: tailOnly(signal.output), blobs: [] } : wholeOutput(signal.output);
  const { patch, ...told } = signal;
  const kept = patch === undefined || patch.length > patchLimit ? {} : { patch };
  return { tool: { ...told, ...kept, input: boundInput(signal.input, 0), output }, blobs };
}

function tailOnly(text: string): ToolOutput {
  const bytes = Buffer.from(text);
  return { preview: decode(bytes.subarray(Math.max(0, bytes.length - previewLimit))), bytes: bytes.length };
}

function wholeOutput(text: string): { output: ToolOutput; blobs: CutTool['blobs'] } {
  const bytes = Buffer.from(text);
  if (bytes.length <= previewLimit) return { output: { preview: text, bytes: bytes.length }, blobs: [] };
  const half = Math.floor((previewLimit - Buffer.byteLength(omitted)) / 2);
  const blobId = createHash('sha256').update(text).digest('hex') as BlobId;
  const preview = `${decode(bytes.subarray(0, half))}${omitted}${decode(bytes.subarray(bytes.length - half))}`;
  return { output: { preview, bytes: bytes.length, blobId }, blobs: [{ blobId, text }] };
}

/** A cut may fall into a character: what is left of it at either end goes. */
function decode(bytes: Buffer): string {
  let from = 0;
  while (from < bytes.length && ((bytes[from] ?? 0) & 0xc0) === 0x80) from += 1;
  let to = bytes.length;
  let lead = to - 1;
  while (lead >= from && ((bytes[lead] ?? 0) & 0xc0) === 0x80) lead -= 1;
  if (lead >= from && lead + widthOf(bytes[lead] ?? 0) > to) to = lead;
  return bytes.toString('utf8', from, to);
}

function widthOf(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

function boundInput(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.length <= inputTextLimit ? value : `${value.slice(0, inputTextLimit)}…`;
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (depth === inputDepth) return '…';
  if (Array.isArray(value)) return value.slice(0, inputWidth).map((each) => boundInput(each, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, inputWidth)
      .map(([name, each]) => [name, boundInput(each, depth + 1)]),
  );
}
