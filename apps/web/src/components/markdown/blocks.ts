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
 * not grow with the text. Link definitions are the exception, since they change what stands before them: a new one, like
 * a text that is not a continuation of the last, is parsed from the beginning.
 */
export class BlockParser {
  #text = '';
  /** Blocks that stand. */
  #settled: Block[] = [];
  /** Where the first block begins that may still change. */
  #open = 0;
  /** The definitions as Markdown; put before each part that is parsed, so that it knows them. */
  #preamble = '';
  #parsed: Parsed = { blocks: [], definitions: new Map() };

  parse(text: string): Parsed {
    if (text === this.#text) return this.#parsed;
    if (!text.startsWith(this.#text)) {
      this.#reset();
      this.#preamble = '';
    }
    this.#text = text;
    let blocks = this.#advance();
    let definitions = definitionsOf(blocks);
    const preamble = preambleOf(definitions);
    if (preamble !== this.#preamble) {
      this.#reset();
      this.#preamble = preamble;
      blocks = this.#advance();
      definitions = definitionsOf(blocks);
    }
    const same = sameTargets(definitions, this.#parsed.definitions);
    this.#parsed = { blocks, definitions: same ? this.#parsed.definitions : definitions };
    return this.#parsed;
  }

  /** Parses from the first block that may still change; all before the last one stand from now on. */
  #advance(): readonly Block[] {
    const skipped = this.#preamble.length;
    const nodes = parseMarkdown(this.#preamble + this.#text.slice(this.#open)).filter((node) => startOf(node) >= skipped);
    const fresh = nodes.map((node) => ({ start: this.#open - skipped + startOf(node), node }));
    const last = fresh.at(-1);
    if (last && fresh.length > 1) {
      this.#settled = [...this.#settled, ...fresh.slice(0, -1)];
      // From the beginning of its line: the indentation of a code block belongs to it.
      this.#open = this.#text.lastIndexOf('\n', last.start - 1) + 1;
    }
    return last ? [...this.#settled, last] : this.#settled;
  }

  #reset(): void {
    this.#settled = [];
    this.#open = 0;
  }
}

function parseMarkdown(text: string): RootContent[] {
  return fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }).children;
}

function startOf(node: RootContent): number {
  return node.position?.start.offset ?? 0;
}

function definitionsOf(blocks: readonly Block[]): ReadonlyMap<string, Definition> {
  const definitions = new Map<string, Definition>();
  for (const { node } of blocks) {
    // The first one of a name counts, as in Markdown.
    if (node.type === 'definition' && !definitions.has(node.identifier)) definitions.set(node.identifier, node);
  }
  return definitions;
}

function preambleOf(definitions: ReadonlyMap<string, Definition>): string {
  if (definitions.size === 0) return '';
  const lines = [...definitions.values()].map(({ label, identifier }) => `[${label ?? identifier}]: <>`);
  return `${lines.join('\n')}\n\n`;
}

function sameTargets(one: ReadonlyMap<string, Definition>, other: ReadonlyMap<string, Definition>): boolean {
  return one.size === other.size && [...one].every(([name, { url }]) => other.get(name)?.url === url);
}
