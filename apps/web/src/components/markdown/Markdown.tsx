import { memo, useState } from 'react';
import { type Block, BlockParser } from './blocks.ts';
import { type Context, renderNode } from './nodes.tsx';

/** A Markdown text, also while it streams: blocks that stand are not rendered again when text arrives. */
export default function Markdown({ text }: { readonly text: string }) {
  const [parser] = useState(() => new BlockParser());
  const { blocks, definitions } = parser.parse(text);
  return (
    <div className="prose">
      {blocks.map((block) => (
        <BlockView key={block.start} block={block} definitions={definitions} />
      ))}
    </div>
  );
}

const BlockView = memo(
  ({ block, definitions }: { readonly block: Block } & Context) => renderNode(block.node, { definitions }),
  (before, after) => before.block.node === after.block.node && before.definitions === after.definitions,
);
