'use client';

import {
  type CommandId,
  type Delivery,
  type Description,
  type ThreadId,
  type ThreadSettings,
  type ThreadState,
  textLimit,
} from '@plumbline/lifecycle';
import { ArrowUp, CornerDownLeft } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useDirectory } from '../../state/directory.ts';
import { drafts, useDraft } from '../../state/drafts.ts';
import { send } from '../../state/sending.ts';
import { Button } from '../parts/Button.tsx';
import { MessageField } from './MessageField.tsx';
import { Tasks } from './Tasks.tsx';
import { ThreadModel } from './ThreadModel.tsx';
import { useFiles } from './useFiles.ts';
import { Waiting } from './Waiting.tsx';

interface Props {
  readonly threadId: ThreadId;
  /** The live state; absent until it has come. */
  readonly state: ThreadState | undefined;
  /** Commands that are shown and not confirmed. */
  readonly underway: readonly CommandId[] | undefined;
  readonly description: Description | undefined;
  /** A request waits: its keys work, so the field does not take the focus. */
  readonly asking: boolean;
  readonly settings: ThreadSettings | undefined;
}

const busyWords: readonly string[] = ['stopping', 'needs-you', 'retrying', 'unverified', 'quiet', 'working', 'starting'];

/** Where messages are written. While a turn runs, Enter queues, and the buttons say so and what else may be done. */
export function Composer({ threadId, state, underway, description, asking, settings }: Props) {
  const queue = state?.queue;
  const projectId = state?.projectId;
  const { text } = useDraft(threadId);
  const field = useRef<HTMLTextAreaElement>(null);
  const busy = description !== undefined && busyWords.includes(description.word);
  const tooLong = text.length > textLimit;
  const attached = useFiles(threadId);
  const { attachments } = attached;
  const canSend = (text.trim() !== '' || attached.files.length > 0) && !tooLong && attachments !== undefined;
  const submit = (delivery?: Delivery) => {
    if (canSend) void send(threadId, text, { attachments, ...(delivery && { delivery }) });
  };
  const ways = useWays(state, settings);
  const loaded = queue !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for a thread, not when a request comes or goes
  useEffect(() => {
    const free = document.activeElement === document.body;
    if (loaded && free && !asking && matchMedia('(pointer: fine)').matches) field.current?.focus();
  }, [threadId, loaded]);
  return (
    <>
      <Tasks threadId={threadId} state={state} />
      <Waiting threadId={threadId} queue={queue} underway={underway} />
      <MessageField
        ref={field}
        attached={attached}
        source={projectId && settings && { projectId, provider: settings.provider }}
        value={text}
        onChange={(next) => drafts.setText(threadId, next)}
        onSubmit={(key) => submit(key !== 'plain' && ways.includes(key) ? key : undefined)}
        placeholder={placeholderOf(busy, asking)}
        problem={tooLong ? `Too long: ${text.length.toLocaleString('en')} of ${textLimit.toLocaleString('en')} characters.` : undefined}
      >
        <ThreadModel threadId={threadId} settings={settings} turn={state?.turn} />
        <span className="ml-auto flex flex-none justify-end gap-2 max-wide:gap-1">
          {canSend &&
            ways.map((way) => (
              <Button
                key={way}
                kind="quiet"
                data-way={way}
                onClick={() => submit(way)}
                aria-label={wayLabels[way].join('')}
                aria-keyshortcuts={wayKeys[way]}
                title={wayTitles[way]}
              >
                <span>
                  {wayLabels[way][0]}
                  <span className="max-wide:hidden">{wayLabels[way][1]}</span>
                </span>
              </Button>
            ))}
          <Button kind="primary" onClick={() => submit()} disabled={!canSend} aria-keyshortcuts="Enter">
            {busy ? (
              <>
                Queue <CornerDownLeft size={14} aria-hidden="true" />
              </>
            ) : (
              <>
                Send <ArrowUp size={14} aria-hidden="true" />
              </>
            )}
          </Button>
        </span>
      </MessageField>
    </>
  );
}

/** Letters typed here are never taken for an answer, so it says how one gets to the keys. */
function placeholderOf(busy: boolean, asking: boolean): string {
  if (asking && matchMedia('(pointer: fine)').matches) return 'Write the next message. To answer by key, leave this field: Shift Tab';
  return busy ? 'Write the next message' : 'Message';
}

type Way = Exclude<Delivery, 'queue'>;

/** The second part only where there is room. */
const wayLabels: Record<Way, readonly [string, string]> = { steer: ['Steer', ''], interrupt: ['Interrupt', ' and send'] };
const wayKeys: Record<Way, string> = { steer: 'Control+Enter', interrupt: 'Alt+Enter' };
const wayTitles: Record<Way, string> = {
  steer: 'Gives it to the agent while it works (Ctrl+Enter)',
  interrupt: 'Stops the turn, then sends this next (Alt+Enter)',
};

/** What may be done with a message beside queueing it: only while a turn runs that is not being stopped (rule 25). */
function useWays(state: ThreadState | undefined, settings: ThreadSettings | undefined): readonly Way[] {
  const steers = useDirectory((directory) => directory.providers?.find(({ id }) => id === settings?.provider)?.capabilities.steer ?? false);
  if (!state?.turn || state.turn.stop) return [];
  return steers && state.turn.state === 'running' ? ['interrupt', 'steer'] : ['interrupt'];
}
