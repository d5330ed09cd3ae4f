import { lazy, Suspense, useEffect, useState } from 'react';
import { useHydrated } from '../../state/useHydrated.ts';
import type MarkdownView from './Markdown.tsx';

let loaded: typeof MarkdownView | undefined;
let loading: Promise<{ default: typeof MarkdownView }> | undefined;

/** Begins to load the parser, beside the first snapshot and not before the composer is usable. Resolves when it is here. */
function loadMarkdown(): Promise<{ default: typeof MarkdownView }> {
  loading ??= import('./Markdown.tsx').then((module) => {
    loaded = module.default;
    return module;
  });
  return loading;
}

const Late = lazy(loadMarkdown);

/** Whether the parser is here; the timeline waits for it, so that no text is shown twice in two shapes. */
export function useMarkdown(): boolean {
  const [ready, setReady] = useState(false);
  const hydrated = useHydrated();
  useEffect(() => {
    if (!hydrated) return;
    let shown = true;
    const done = () => shown && setReady(true);
    loadMarkdown().then(done, done);
    return () => {
      shown = false;
    };
  }, [hydrated]);
  return ready;
}

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
