'use client';

import type { Ref } from 'react';
import { useDirectory } from '../../state/directory.ts';
import { listed, type ModelChoice } from '../../state/modelChoice.ts';
import type { ModelInfo } from '../../state/port.ts';
import { Choice } from '../composer/Choices.tsx';

interface Props {
  readonly ref?: Ref<HTMLSelectElement>;
  readonly choice: ModelChoice | null;
  /** Only this provider's: a thread keeps its provider. */
  readonly of?: string;
  onChoose(choice: ModelChoice): void;
}

/** The models that provider.list names, grouped by where they run. */
export function ModelPicker({ ref, choice, of, onChoose }: Props) {
  const providers = useDirectory((directory) => directory.providers);
  if (!providers) return <span className="late px-1.5 text-[13px] text-ink-3">Asking for models…</span>;
  const all = listed(of === undefined ? providers : providers.filter(({ id }) => id === of));
  if (all.length === 0) return <span className="px-1.5 text-[13px] text-ink-3">No model</span>;
  const places = [...new Set(all.map(({ model }) => placeOf(model)))];
  return (
    <Choice name="Model">
      <select
        ref={ref}
        aria-label="Model"
        className="picker text-[13px] text-ink-2"
        value={choice?.model ?? ''}
        onChange={(event) => {
          const picked = all.find(({ model }) => model.id === event.target.value);
          if (picked) onChoose({ provider: picked.provider.id, model: picked.model.id });
        }}
      >
        {!choice && <option value="">Choose a model</option>}
        {places.map((place) => (
          <optgroup key={place} label={place}>
            {all
              .filter(({ model }) => placeOf(model) === place)
              .map(({ model }) => (
                <option key={model.id} value={model.id}>
                  {model.name}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </Choice>
  );
}

function placeOf(model: ModelInfo): string {
  return model.hosted ? `${model.host}: prompts leave this machine` : 'On this machine';
}
