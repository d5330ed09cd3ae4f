'use client';

import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import type { ThreadId } from '@plumbline/lifecycle';
import { CornerDownLeft, Folder, type LucideIcon, MessageSquareText, Zap } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { serverNow } from '../../state/clock.ts';
import { useDirectory } from '../../state/directory.ts';
import { entriesThatFit, messageEntries, type PaletteEntry, type PaletteGroup, threadEntries } from './entries.ts';
import { FieldRow, fieldLook, paletteName } from './Field.tsx';
import { useActions, useProjectEntries } from './useActions.ts';
import { useMessages } from './useMessages.ts';

const icons: Record<PaletteEntry['icon'], LucideIcon> = {
  thread: CornerDownLeft,
  project: Folder,
  action: Zap,
  message: MessageSquareText,
};

interface Props {
  readonly query: string;
  onType(query: string): void;
  onClose(): void;
  onKeys(): void;
}

/** Goes to a thread, a message or a place, and does things, by a few letters. */
export default function Palette({ query, onType, onClose, onKeys }: Props) {
  const router = useRouter();
  const threads = useDirectory((directory) => directory.threads);
  const projects = useDirectory((directory) => directory.projects);
  const actions = useActions(onKeys);
  const inProjects = useProjectEntries();
  const messages = useMessages(query);
  const wanted = query.trim();
  const groups: readonly PaletteGroup[] = [
    threadEntries(threads, projects, wanted, (threadId) => router.push(`/threads/${threadId}`)),
    entriesThatFit('Actions', actions, wanted),
    entriesThatFit('Projects', inProjects, wanted),
    messageEntries(messages.found, serverNow(), (threadId: ThreadId, turn) => router.push(`/threads/${threadId}?turn=${turn}`)),
  ].filter(({ items }) => items.length > 0);
  const choose = (entry: PaletteEntry) => {
    onClose();
    entry.run();
  };
  const looking = wanted.length > 1 && messages.query !== query;
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim z-30" />
        <Dialog.Popup aria-label={paletteName} className="dialog palette z-30">
          <Autocomplete.Root
            open
            inline
            mode="none"
            items={groups}
            value={query}
            onValueChange={onType}
            autoHighlight="always"
            keepHighlight
            itemToStringValue={(entry: PaletteEntry) => entry.label}
          >
            <FieldRow>
              <Autocomplete.Input {...fieldLook} />
            </FieldRow>
            <Autocomplete.List className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-1.5 outline-0">
              {(group: PaletteGroup) => (
                <Autocomplete.Group key={group.value} items={group.items} className="pb-1">
                  <Autocomplete.GroupLabel className="px-2.5 pt-2 pb-1 text-xs font-semibold text-ink-3">
                    {group.value}
                  </Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(entry: PaletteEntry) => (
                      <Autocomplete.Item key={entry.value} value={entry} onClick={() => choose(entry)} className="palette-item">
                        <Entry entry={entry} />
                      </Autocomplete.Item>
                    )}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
            <Autocomplete.Status className="flex-none border-t border-line px-4 py-2 text-xs text-ink-3">
              {messages.problem ? (
                <span className="text-bad">Messages could not be searched: {messages.problem.message}</span>
              ) : looking ? (
                'Looking through the messages…'
              ) : groups.length === 0 ? (
                'Nothing has these words.'
              ) : (
                '↑ ↓ to choose, Enter to go there'
              )}
            </Autocomplete.Status>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Entry({ entry }: { readonly entry: PaletteEntry }) {
  const Icon = icons[entry.icon];
  return (
    <>
      <Icon size={14} aria-hidden="true" className="mt-[3px] flex-none text-ink-3" />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-3">
          <span className="min-w-0 flex-1 truncate">{entry.label}</span>
          {entry.aside && <span className="figures max-w-[50%] flex-none truncate text-xs text-ink-3">{entry.aside}</span>}
        </span>
        {entry.found && (
          <span className="line-clamp-2 text-[12.5px] text-ink-2">
            {entry.found.map((piece, at) =>
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other identity than their place
              piece.hit ? <mark key={at}>{piece.text}</mark> : piece.text,
            )}
          </span>
        )}
      </span>
    </>
  );
}
