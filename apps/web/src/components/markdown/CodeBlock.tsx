import { memo } from 'react';
import { CopyButton } from '../parts/CopyButton.tsx';
import { Coloured } from './Coloured.tsx';
import { useHighlight } from './useHighlight.ts';

/** Code with its language and a copy button; coloured, if its language is known and once it stands. */
export const CodeBlock = memo(function CodeBlock({ code, language }: { readonly code: string; readonly language?: string | undefined }) {
  const lines = useHighlight(code, language ?? '');
  return (
    <figure className="code-block">
      <figcaption>
        <span>{language ?? 'text'}</span>
        <CopyButton text={code} label="Copy code" />
      </figcaption>
      <pre data-scroll="x">
        <code>{lines ? <Coloured lines={lines} /> : code}</code>
      </pre>
    </figure>
  );
});
