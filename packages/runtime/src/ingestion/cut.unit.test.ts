import { previewLimit } from '@plumbline/lifecycle';
import type { ToolSignal } from '@plumbline/providers';
import { describe, expect, it } from 'vitest';
import { cutTool } from './cut.ts';

function tool(output: string, result: ToolSignal['result']): ToolSignal {
  return { kind: 'tool', callId: 'call', tool: 'bash', title: 'seq', input: { command: 'seq' }, result, output };
}

describe('tool output', () => {
  it('given a small output, when the tool is done, then it is shown whole and no blob is made', () => {
    const { tool: cut, blobs } = cutTool(tool('hello', 'ok'));
    expect(cut.output).toEqual({ preview: 'hello', bytes: 5 });
    expect(blobs).toEqual([]);
  });

  it('given a large output, when the tool runs, then the end of it is shown; when it is done, both ends and a blob of the whole', () => {
    const whole = `begin${'é'.repeat(20_000)}end`;
    const running = cutTool(tool(whole, 'running'));
    expect(running.tool.output.preview.endsWith('end')).toBe(true);
    expect(running.blobs).toEqual([]);
    const done = cutTool(tool(whole, 'ok'));
    expect(done.tool.output.preview.startsWith('begin')).toBe(true);
    expect(done.tool.output.preview.endsWith('end')).toBe(true);
    expect(done.blobs).toEqual([{ blobId: done.tool.output.blobId, text: whole }]);
    for (const { preview, bytes } of [running.tool.output, done.tool.output]) {
      expect(Buffer.byteLength(preview)).toBeLessThanOrEqual(previewLimit);
      expect(preview).not.toContain('\ufffd');
      expect(bytes).toBe(Buffer.byteLength(whole));
    }
  });

  it('given a huge input, when cut, then it is bounded and keeps its shape', () => {
    const { tool: cut } = cutTool({
      ...tool('', 'ok'),
      input: { filePath: 'a', content: 'x'.repeat(1_000_000), list: Array(1_000).fill(1) },
    });
    expect(JSON.stringify(cut.input).length).toBeLessThan(50_000);
    expect(cut.input).toMatchObject({ filePath: 'a' });
  });
});
