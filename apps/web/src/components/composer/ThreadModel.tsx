'use client';

import type { ThreadId, ThreadSettings, ThreadState } from '@plumbline/lifecycle';
import { useDirectory } from '../../state/directory.ts';
import { listed } from '../../state/modelChoice.ts';
import type { ProviderInfo } from '../../state/port.ts';
import { useAction } from '../../state/useAction.ts';
import { port } from '../../state/workbench.ts';
import { ModelPicker } from '../home/ModelPicker.tsx';

interface Props {
  readonly threadId: ThreadId;
  readonly settings: ThreadSettings | undefined;
  readonly turn: ThreadState['turn'];
}

/** The model and the mode of the thread, where its prompts go, and the choice of others: in mid-turn they are of the next one. */
export function ThreadModel({ threadId, settings, turn }: Props) {
  const providers = useDirectory((directory) => directory.providers);
  const choose = useAction((chosen: { model?: string; agent?: string }) => port().configure(threadId, chosen));
  if (!settings) return null;
  const mine = (providers ?? []).filter(({ id }) => id === settings.provider);
  const model = listed(mine).find((each) => each.model.id === settings.model)?.model;
  const now = turn?.settings;
  const changed = now !== undefined && (now.model !== settings.model || now.agent !== settings.agent);
  const next = changed ? ' · from the next turn on' : '';
  const host = model?.hosted ? ` · prompts go to ${model.host}` : '';
  return (
    <span className="flex min-w-0 items-center text-[12.5px] text-ink-3" title={turn ? 'A change is of the next turn' : undefined}>
      {model ? (
        <ModelPicker
          choice={{ provider: settings.provider, model: settings.model }}
          of={settings.provider}
          onChoose={(choice) => void choose.run({ model: choice.model })}
        />
      ) : (
        <span className="min-w-0 truncate px-1">{settings.model}</span>
      )}
      <ModePicker agents={mine[0]?.agents ?? []} chosen={settings.agent} onChoose={(agent) => void choose.run({ agent })} />
      <span className="truncate whitespace-pre max-wide:hidden">{choose.problem ? choose.problem.message : `${next}${host}`}</span>
    </span>
  );
}

interface ModeProps {
  readonly agents: ProviderInfo['agents'];
  /** Absent: as the agent has it. */
  readonly chosen: string | undefined;
  onChoose(agent: string): void;
}

function ModePicker({ agents, chosen, onChoose }: ModeProps) {
  if (agents.length < 2) return null;
  return (
    <select
      aria-label="Mode"
      className="picker text-[13px] text-ink-2 capitalize"
      title={agents.find(({ id }) => id === chosen)?.description}
      value={chosen ?? ''}
      onChange={(event) => onChoose(event.target.value)}
    >
      {chosen === undefined && <option value="">Mode</option>}
      {agents.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
