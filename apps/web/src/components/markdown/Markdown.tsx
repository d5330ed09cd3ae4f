import { memo, useEffect, useReducer, useState } from 'react';
import type { Block } from './blocks.ts';
import { type Context, renderNode } from './nodes.tsx';
import { PacedParser } from './paced.ts';

/** A Markdown text, also while it streams: blocks that stand are not rendered again when text arrives, and a long open one not with each piece. */
export default function Markdown({ text }: { readonly text: string }) {
  const [parser] = useState(() => new PacedParser(() => performance.now()));
  const [, again] = useReducer((turn: number) => turn + 1, 0);
  const { parsed, againIn } = parser.parse(text);
  const { blocks, definitions } = parsed;
  useEffect(() => {
    if (againIn === null) return;
    const timer = setTimeout(again, againIn);
    return () => clearTimeout(timer);
  }, [againIn]);
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
