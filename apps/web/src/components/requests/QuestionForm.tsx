'use client';

import type { Question, Request } from '@plumbline/lifecycle';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '../parts/Button.tsx';

interface Props {
  readonly request: Request;
  readonly waiting: boolean;
  onAnswer(answers: readonly (readonly string[])[]): void;
  onCancel(): void;
}

interface Given {
  readonly chosen: readonly string[];
  readonly free: string;
}

/** Questions of the agent: one or several options, a free text, or both. */
export default function QuestionForm({ request, waiting, onAnswer, onCancel }: Props) {
  const questions = request.questions ?? [];
  const [given, setGiven] = useState<readonly Given[]>(() => questions.map(() => ({ chosen: [], free: '' })));
  const answers = given.map(({ chosen, free }) => (free.trim() === '' ? chosen : [...chosen, free.trim()]));
  const complete = answers.every((answer) => answer.length > 0);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete && !waiting) onAnswer(answers);
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      {questions.map((question, at) => (
        <QuestionField
          key={question.id}
          question={question}
          given={given[at] ?? { chosen: [], free: '' }}
          onGive={(next) => setGiven(given.map((each, index) => (index === at ? next : each)))}
        />
      ))}
      <div className="flex justify-end gap-2">
        {request.choices.includes('cancel') && (
          <Button disabled={waiting} onClick={onCancel}>
            Cancel
          </Button>
        )}
        <Button kind="primary" type="submit" disabled={!complete || waiting}>
          {waiting ? 'Sending…' : 'Answer'}
        </Button>
      </div>
    </form>
  );
}

function QuestionField({ question, given, onGive }: { readonly question: Question; readonly given: Given; onGive(next: Given): void }) {
  const name = useId();
  const choose = (label: string, on: boolean) => {
    if (!question.multiple) return onGive({ chosen: [label], free: '' });
    onGive({ ...given, chosen: on ? [...given.chosen, label] : given.chosen.filter((each) => each !== label) });
  };
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 font-semibold">{question.text}</legend>
      <div className="grid gap-1.5">
        {question.options.map((option) => (
          <label
            key={option.label}
            className="flex cursor-pointer items-start gap-2.5 rounded-lg border border-line-2 bg-card px-3 py-1.5 has-checked:border-ink-2 has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type={question.multiple ? 'checkbox' : 'radio'}
              name={name}
              className="mt-[4px] accent-[var(--ink)] outline-none"
              checked={given.chosen.includes(option.label)}
              onChange={(event) => choose(option.label, event.target.checked)}
            />
            <span className="min-w-0">
              <span>{option.label}</span>
              {option.description && <span className="text-ink-2"> · {option.description}</span>}
            </span>
          </label>
        ))}
        {question.free && (
          <input
            className="field"
            aria-label={`Your own answer to: ${question.text}`}
            placeholder={question.options.length > 0 ? 'Or write your own answer' : 'Your answer'}
            value={given.free}
            onChange={(event) => onGive({ chosen: question.multiple ? given.chosen : [], free: event.target.value })}
          />
        )}
      </div>
    </fieldset>
  );
}
