'use client';

import { TriangleAlert } from 'lucide-react';
import { reloadProviders } from '../../state/directory.ts';
import type { ProviderInfo } from '../../state/port.ts';
import { useAction } from '../../state/useAction.ts';
import { Button } from '../parts/Button.tsx';
import { CopyButton } from '../parts/CopyButton.tsx';

/** An agent that cannot work: what is wrong, and what mends it, in the words of the server. */
export function ProviderNote({ provider }: { readonly provider: ProviderInfo }) {
  const again = useAction(reloadProviders);
  const { problem, mend } = provider;
  return (
    <div
      role="alert"
      data-code={problem?.code}
      className="flex gap-2.5 rounded-[10px] border border-warn-line bg-warn-bg px-3 py-2.5 text-[13px]"
    >
      <TriangleAlert size={15} aria-hidden="true" className="mt-[3px] flex-none text-warn" />
      <div className="min-w-0 flex-1 text-pretty">
        <div className="font-medium">{titleOf(provider)}</div>
        {problem && <div className="wrap-anywhere text-ink-2">{problem.message}</div>}
        {mend && (
          <>
            <div className="mt-1.5 text-ink-2">{mend.how}</div>
            <div className="mt-1.5 flex items-center gap-2 rounded-lg border border-line-2 bg-card py-1 pr-1 pl-3">
              <code className="min-w-0 flex-1 font-mono text-[12.5px] wrap-anywhere">{mend.command}</code>
              <CopyButton text={mend.command} label="Copy command" />
            </div>
          </>
        )}
        <div className="mt-2">
          <Button kind="link" disabled={again.busy} onClick={() => void again.run()}>
            {again.busy ? 'Looking…' : 'Look again'}
          </Button>
        </div>
      </div>
    </div>
  );
}

function titleOf({ name, status }: ProviderInfo): string {
  switch (status) {
    case 'missing':
      return `${name} was not found`;
    case 'unsupported':
      return `This version of ${name} is not supported`;
    default:
      return `${name} did not start`;
  }
}
