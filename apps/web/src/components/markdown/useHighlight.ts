import { useEffect, useState } from 'react';
import type { Line } from './highlighter.ts';

/** A text that is longer stays plain, in UTF-16 units. */
const longest = 40_000;
/** A text that may still grow is coloured once it has stood so long, in ms. */
const stands = 250;

interface Coloured {
  readonly code: string;
  readonly language: string;
  readonly lines: readonly Line[];
}

/** Blocks shown lately, so that one which comes back into sight is coloured at once. */
const kept = 200;
const lately = new Map<string, Coloured>();

/**
 * The coloured lines of a text, when they are here; until then, and when it is too long or its language is not known, null: it
 * is shown plain, at the same size. `language`: the word after a fence, or the end of a file's name.
 */
export function useHighlight(code: string, language: string): readonly Line[] | null {
  const key = `${language} ${code}`;
  const [coloured, setColoured] = useState<Coloured | undefined>(() => lately.get(key));
  useEffect(() => {
    if (language === '' || code.length > longest || code === '') return;
    const known = lately.get(`${language} ${code}`);
    if (known) return setColoured(known);
    let left = false;
    const timer = setTimeout(async () => {
      const lines = await colour(code, language).catch(() => null);
      if (left || lines === null) return;
      setColoured(remember({ code, language, lines }));
    }, stands);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [code, language]);
  return coloured?.code === code && coloured.language === language ? coloured.lines : null;
}

/** Nothing of it is loaded before there is code in a language that is known. */
async function colour(code: string, word: string): Promise<readonly Line[] | null> {
  const language = (await import('./languages.ts')).languageOf(word);
  return language && (await import('./highlighter.ts')).highlight(code, language);
}

/** By the end of a file's name, for `useHighlight`. */
export function endingOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.slice(name.lastIndexOf('.') + 1);
}

function remember(coloured: Coloured): Coloured {
  lately.set(`${coloured.language} ${coloured.code}`, coloured);
  for (const key of lately.keys()) {
    if (lately.size <= kept) break;
    lately.delete(key);
  }
  return coloured;
}
