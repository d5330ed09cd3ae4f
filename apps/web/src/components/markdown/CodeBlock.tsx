import { CopyButton } from '../parts/CopyButton.tsx';

/** Code with its language and a copy button. Highlighting is not loaded. */
export function CodeBlock({ code, language }: { readonly code: string; readonly language?: string | undefined }) {
  return (
    <figure className="code-block">
      <figcaption>
        <span>{language ?? 'text'}</span>
        <CopyButton text={code} label="Copy code" />
      </figcaption>
      <pre data-scroll="x">
        <code>{code}</code>
      </pre>
    </figure>
  );
}
