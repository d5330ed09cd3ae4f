'use client';

import { ProblemNote } from '../../components/parts/ProblemNote.tsx';
import { ViewHeader } from '../../components/shell/ViewHeader.tsx';

/** A view that broke: the rest of the page stays. */
export default function ViewError({ error, reset }: { readonly error: Error; readonly reset: () => void }) {
  return (
    <>
      <ViewHeader>
        <h1 className="text-[15px] font-semibold">This view broke</h1>
      </ViewHeader>
      <div className="column pt-8">
        <ProblemNote problem={{ code: 'INTERNAL', message: error.message }} mending={{ 'try-again': reset }} />
      </div>
    </>
  );
}
