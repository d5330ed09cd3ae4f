import type { Definition, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** One block at the top level of a text. It keeps its object while it does not change, so that it is rendered once. */
export interface Block {
  /** Offset in the text, in UTF-16 units: the key. */
  readonly start: number;
  readonly node: RootContent;
}

export interface Parsed {
  readonly blocks: readonly Block[];
  /** Link targets by identifier; the same object while there are no new ones. */
  readonly definitions: ReadonlyMap<string, Definition>;
}

/**
 * Parses a growing text block by block. Markdown closes its blocks line by line: once another block has begun, the ones
 * before it stand, whatever comes. So only the last block is parsed again when text arrives, and the cost of a delta does
 * not grow with the text. A text that is not a continuation of the last one is parsed anew.
 */
export class BlockParser {
  #text = '';
  /** Blocks that stand. */
  #settled: Block[] = [];
  /** Where the first block begins that may still change. */
  #open = 0;
  #parsed: Parsed = { blocks: [], definitions: new Map() };

  parse(text: string): Parsed {
    if (text === this.#text) return this.#parsed;
    if (!text.startsWith(this.#text)) this.#reset();
    this.#text = text;

    const nodes = parseMarkdown(text.slice(this.#open));
    const blocks = nodes.map((node) => ({ start: this.#open + startOf(node), node }));
    const last = blocks.at(-1);
    const before = this.#parsed.definitions;
    if (last && blocks.length > 1) {
      this.#settled = [...this.#settled, ...blocks.slice(0, -1)];
      // From the beginning of its line: the indentation of a code block belongs to it.
      this.#open = text.lastIndexOf('\n', last.start - 1) + 1;
    }
    const all = last ? [...this.#settled, last] : this.#settled;
    this.#parsed = { blocks: all, definitions: collect(all, before) };
    return this.#parsed;
  }

  #reset(): void {
    this.#settled = [];
    this.#open = 0;
    this.#parsed = { blocks: [], definitions: new Map() };
  }
}

function parseMarkdown(text: string): RootContent[] {
  return fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }).children;
}

function startOf(node: RootContent): number {
  return node.position?.start.offset ?? 0;
}

function collect(blocks: readonly Block[], before: ReadonlyMap<string, Definition>): ReadonlyMap<string, Definition> {
  const found = blocks.map((block) => block.node).filter((node): node is Definition => node.type === 'definition');
  if (found.length === before.size && found.every((node) => before.get(node.identifier)?.url === node.url)) return before;
  return new Map(found.map((node) => [node.identifier, node]));
}

