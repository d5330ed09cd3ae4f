import { lazy, Suspense } from 'react';

/** The parser is loaded beside the first snapshot, not before the composer is usable. */
const loading = { module: undefined as Promise<typeof import('./Markdown.tsx')> | undefined };

/** Begins to load the parser; resolves when it is here. */
export function loadMarkdown(): Promise<typeof import('./Markdown.tsx')> {
  loading.module ??= import('./Markdown.tsx');
  return loading.module;
}

const Markdown = lazy(loadMarkdown);

export function MarkdownText({ text }: { readonly text: string }) {
  return (
    <Suspense fallback={<div className="prose whitespace-pre-wrap">{text}</div>}>
      <Markdown text={text} />
    </Suspense>
  );
}
