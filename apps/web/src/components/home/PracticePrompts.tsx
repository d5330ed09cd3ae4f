'use client';

import { ArrowRight } from 'lucide-react';
import type { ModelChoice } from '../../state/modelChoice.ts';

/** What the practice model knows by heart (packages/practice-model, builtin/prompts.ts). */
const prompts = [
  { prompt: 'Write a file and run it', shows: 'A real agent edits the project and runs a command.' },
  { prompt: 'Explain this project', shows: 'It lists the folder, reads, and says what is there.' },
  { prompt: 'Ask me for a permission', shows: 'It waits until you allow or deny.' },
];

interface Props {
  readonly choice: ModelChoice | null;
  readonly disabled: boolean;
  onPick(prompt: string): void;
}

/** Three first things to try, for the practice model only: others would cost something. */
export function PracticePrompts({ choice, disabled, onPick }: Props) {
  if (!choice?.model.startsWith('practice/')) return null;
  return (
    <section aria-label="Things to try" className="mt-6">
      <h2 className="mb-1.5 px-1 text-xs font-semibold text-ink-3">Try one with the practice model</h2>
      <ul className="overflow-hidden rounded-xl border border-line bg-card">
        {prompts.map(({ prompt, shows }) => (
          <li key={prompt} className="border-t border-line first:border-t-0">
            <button
              type="button"
              disabled={disabled}
              onClick={() => onPick(prompt)}
              className="group flex w-full items-center gap-3 px-3.5 py-2.5 text-left hover:bg-hover focus-visible:outline-offset-[-2px] disabled:opacity-50"
            >
              <span className="min-w-0 flex-1">
                <span className="block font-medium">{prompt}</span>
                <span className="block text-[13px] text-ink-2">{shows}</span>
              </span>
              <ArrowRight size={15} aria-hidden="true" className="flex-none text-ink-3 transition-transform group-hover:translate-x-0.5" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
