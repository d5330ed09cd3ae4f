import { type Deletion, undoDelete } from '../../state/deleting.ts';
import { Button } from '../parts/Button.tsx';
import { ViewHeader } from '../shell/ViewHeader.tsx';

/** In place of a thread that was deleted a moment ago, for who goes back to its address. */
export function Deleted({ deletion: { threadId, title, state } }: { readonly deletion: Deletion }) {
  return (
    <>
      <ViewHeader>
        <h1 className="min-w-0 truncate text-[15px] font-semibold">{title}</h1>
      </ViewHeader>
      <div className="column pt-8">
        <p className="flex flex-wrap items-baseline gap-x-3 text-ink-2">
          This thread is deleted.
          {state === 'waiting' && (
            <Button kind="link" onClick={() => undoDelete(threadId)}>
              Undo
            </Button>
          )}
        </p>
      </div>
    </>
  );
}
