'use client';

import type { ThreadId, ThreadSettings, ThreadState } from '@plumbline/lifecycle';
import { useDirectory } from '../../state/directory.ts';
import { listed } from '../../state/modelChoice.ts';
import { useAction } from '../../state/useAction.ts';
import { port } from '../../state/workbench.ts';
import { ModelPicker } from '../home/ModelPicker.tsx';
import { Choices } from './Choices.tsx';
import { MannerPickers, mannerOf } from './Pickers.tsx';

interface Props {
  readonly threadId: ThreadId;
  readonly settings: ThreadSettings | undefined;
  readonly turn: ThreadState['turn'];
}

/** The model, the mode and the access of the thread, where its prompts go, and the choice of others: in mid-turn they are of the next one. */
export function ThreadModel({ threadId, settings, turn }: Props) {
  const providers = useDirectory((directory) => directory.providers);
  const choose = useAction((chosen: { model?: string; agent?: string; access?: string }) => port().configure(threadId, chosen));
  if (!settings) return null;
  const mine = (providers ?? []).filter(({ id }) => id === settings.provider);
  const model = listed(mine).find((each) => each.model.id === settings.model)?.model;
  const now = turn?.settings;
  const changed = now !== undefined && (['model', 'agent', 'access'] as const).some((each) => now[each] !== settings[each]);
  const notes = [...(changed ? ['from the next turn on'] : []), ...(model?.hosted ? [`prompts go to ${model.host}`] : [])];
  return (
    <span
      className="flex min-w-0 grow items-center text-[12.5px] text-ink-3 max-wide:contents"
      title={turn ? 'A change is of the next turn' : undefined}
    >
      <Choices model={model?.name ?? settings.model} manner={mannerOf(mine[0] ?? {}, settings)}>
        {model ? (
          <ModelPicker
            choice={{ provider: settings.provider, model: settings.model }}
            of={settings.provider}
            onChoose={(choice) => void choose.run({ model: choice.model })}
          />
        ) : (
          <span className="min-w-0 truncate px-1">{settings.model}</span>
        )}
        <MannerPickers provider={mine[0]} chosen={settings} onChoose={(changed) => void choose.run(changed)} />
        {choose.problem ? (
          <span role="alert" className="min-w-[12ch] truncate text-bad" title={choose.problem.message}>
            {choose.problem.message}
          </span>
        ) : (
          notes.length > 0 && (
            <span className="choices-note">
              <span>{notes.join(' · ')}</span>
            </span>
          )
        )}
      </Choices>
    </span>
  );
}
