import { Fragment } from 'react';
import type { Line } from './highlighter.ts';

/** Lines of code in their colours: the same characters as the plain text, so that nothing moves when they come. */
export function Coloured({ lines }: { readonly lines: readonly Line[] }) {
  return lines.map((line, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity than their place
    <Fragment key={at}>
      {at > 0 && '\n'}
      <ColouredLine line={line} />
    </Fragment>
  ));
}

export function ColouredLine({ line }: { readonly line: Line }) {
  return line.map(({ text, color }, at) =>
    color === undefined ? (
      text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <span key={at} style={{ color }}>
        {text}
      </span>
    ),
  );
}
