import { lazy, Suspense } from 'react';
import type MarkdownView from './Markdown.tsx';

let loaded: typeof MarkdownView | undefined;
let loading: Promise<{ default: typeof MarkdownView }> | undefined;

/** Begins to load the parser, beside the first snapshot and not before the composer is usable. Resolves when it is here. */
export function loadMarkdown(): Promise<{ default: typeof MarkdownView }> {
  loading ??= import('./Markdown.tsx').then((module) => {
    loaded = module.default;
    return module;
  });
  return loading;
}

const Late = lazy(loadMarkdown);

/** A Markdown text; plain as long as the parser is not here. */
export function MarkdownText({ text }: { readonly text: string }) {
  // Without a boundary once it is here: a fallback for one frame would be measured, and would make the timeline jump.
  const Loaded = loaded;
  if (Loaded) return <Loaded text={text} />;
  return (
    <Suspense fallback={<div className="prose whitespace-pre-wrap">{text}</div>}>
      <Late text={text} />
    </Suspense>
  );
}
