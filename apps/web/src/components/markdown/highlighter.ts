import { createCssVariablesTheme, createHighlighterCore, type HighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { grammarOf, type Language } from './languages.ts';

/** A stretch of one colour; none: that of the text. The colours are tokens of tokens.css. */
export interface Span {
  readonly text: string;
  readonly color?: string;
}

export type Line = readonly Span[];

const theme = createCssVariablesTheme({ name: 'plumbline', variablePrefix: '--code-', fontStyle: false });
const foreground = 'var(--code-foreground)';

/** A line that is longer, or takes longer (ms), stays plain. The first of a language makes its expressions, which takes its time. */
const limits = { tokenizeMaxLineLength: 1_000, tokenizeTimeLimit: 500 };

let highlighter: Promise<HighlighterCore> | undefined;

function start(): Promise<HighlighterCore> {
  highlighter ??= createHighlighterCore({ themes: [theme], langs: [], engine: createJavaScriptRegexEngine({ forgiving: true }) });
  return highlighter;
}

/** The lines of a text by their colours. Its language's grammar is loaded first, if it is not here. */
export async function highlight(code: string, language: Language): Promise<readonly Line[]> {
  const engine = await start();
  if (!engine.getLoadedLanguages().includes(language)) await engine.loadLanguage([...(await grammarOf(language))]);
  const { tokens } = engine.codeToTokens(code, { lang: language, theme: theme.name ?? 'plumbline', ...limits });
  return tokens.map((line) =>
    line.map(({ content, color }) => (color === undefined || color === foreground ? { text: content } : { text: content, color })),
  );
}
