'use client';

import { TriangleAlert } from 'lucide-react';
import { useDirectory } from '../../state/directory.ts';
import type { ProviderInfo } from '../../state/port.ts';
import { Button } from '../parts/Button.tsx';
import { CopyButton } from '../parts/CopyButton.tsx';

const installCommand = 'npm install -g opencode-ai@1.18.33';

const sources = {
  environment: 'as PLUMBLINE_OPENCODE_BIN says',
  path: 'from your PATH',
  package: 'the one that came with Plumbline',
};

/** Which agent works here and which copy of it; when there is none, the one command that installs it. */
export function ProviderNote({ onRetry }: { readonly onRetry: () => void }) {
  const providers = useDirectory((directory) => directory.providers);
  if (!providers) return null;
  return providers.map((provider) =>
    provider.status === 'missing' || provider.status === 'unsupported' || provider.status === 'failed' ? (
      <Unusable key={provider.id} provider={provider} onRetry={onRetry} />
    ) : (
      <p key={provider.id} className="px-1 text-xs text-ink-3">
        {provider.name} {provider.version}
        {provider.source && `, ${sources[provider.source]}`}.
      </p>
    ),
  );
}

function Unusable({ provider, onRetry }: { readonly provider: ProviderInfo; readonly onRetry: () => void }) {
  const title = {
    missing: `${provider.name} is not installed`,
    unsupported: `${provider.name} ${provider.version ?? ''} is not in the tested range`,
    failed: `${provider.name} does not start`,
  }[provider.status as 'missing' | 'unsupported' | 'failed'];
  return (
    <div
      role="alert"
      data-code={provider.problem?.code}
      className="mt-3 flex gap-2.5 rounded-[10px] border border-warn-line bg-warn-bg px-3 py-2.5 text-[13px]"
    >
      <TriangleAlert size={15} aria-hidden="true" className="mt-[3px] flex-none text-warn" />
      <div className="min-w-0 flex-1">
        <div className="font-medium">{title}</div>
        {provider.problem && <div className="text-ink-2">{provider.problem.message}</div>}
        {provider.status !== 'failed' && (
          <>
            <div className="text-ink-2">Run this in a terminal, then look again:</div>
            <div className="mt-1.5 flex items-center gap-2 rounded-lg border border-line-2 bg-card py-1 pr-1 pl-3">
              <code className="min-w-0 flex-1 overflow-x-auto font-mono text-[12.5px] whitespace-nowrap">{installCommand}</code>
              <CopyButton text={installCommand} label="Copy command" />
            </div>
          </>
        )}
        <div className="mt-2">
          <Button kind="link" onClick={onRetry}>
            Look again
          </Button>
        </div>
      </div>
    </div>
  );
}
