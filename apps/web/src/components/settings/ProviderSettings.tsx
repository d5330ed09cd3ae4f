import { Check, Minus } from 'lucide-react';
import { reloadProviders, useDirectory } from '../../state/directory.ts';
import { plural } from '../../state/format.ts';
import type { ProviderInfo } from '../../state/port.ts';
import { useAction } from '../../state/useAction.ts';
import { ProviderNote } from '../home/ProviderNote.tsx';
import { Button } from '../parts/Button.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';
import { Skeleton } from '../parts/Skeleton.tsx';
import { SettingsSection } from './SettingsSection.tsx';

/** The agents of this server: how they are, and what they can do. */
export function ProviderSettings() {
  const providers = useDirectory((directory) => directory.providers);
  const again = useAction(reloadProviders);
  return (
    <SettingsSection
      id="providers"
      about="Agents are programs on this machine. They run with your own configuration and credentials, as in a terminal."
      action={
        <Button kind="quiet" disabled={again.busy} onClick={() => void again.run()}>
          {again.busy ? 'Looking…' : 'Look again'}
        </Button>
      }
    >
      {again.problem && <ProblemNote problem={again.problem} />}
      {providers === null && <Skeleton rows={4} label="Asking for the agents" />}
      <div className="grid gap-3">
        {providers?.map((provider) => (
          <ProviderCard key={provider.id} provider={provider} />
        ))}
      </div>
    </SettingsSection>
  );
}

const health: Record<ProviderInfo['status'], { readonly words: string; readonly tone: 'ok' | 'rest' | 'bad' }> = {
  running: { words: 'Running', tone: 'ok' },
  starting: { words: 'Starting', tone: 'ok' },
  stopped: { words: 'Ready, starts when it is needed', tone: 'rest' },
  missing: { words: 'Not found', tone: 'bad' },
  unsupported: { words: 'Version not supported', tone: 'bad' },
  failed: { words: 'Did not start', tone: 'bad' },
};

const sources: Record<NonNullable<ProviderInfo['source']>, string> = {
  environment: 'named by PLUMBLINE_OPENCODE_BIN',
  path: 'found on your PATH',
  package: 'installed with Plumbline',
};

/** In the order in which people ask for them. */
const abilities: readonly (readonly [keyof ProviderInfo['capabilities'], string])[] = [
  ['steer', 'Takes a message into the turn that runs'],
  ['resume', 'Remembers a conversation when its process has ended'],
  ['fork', 'Copies a conversation'],
  ['rewind', 'Goes back to before a message, with the files'],
  ['agents', 'Has modes to choose from'],
  ['reattach', 'Works on while Plumbline restarts'],
  ['sharedProcess', 'Serves all its threads with one process'],
];

function ProviderCard({ provider }: { readonly provider: ProviderInfo }) {
  const { name, status, version, source, models, agents, access, capabilities, problem } = provider;
  const { words, tone } = health[status];
  const hosted = models.filter((model) => model.hosted).length;
  const facts: readonly (readonly [string, string])[] = [
    ['Version', version ?? 'not known'],
    ['Program', source ? sources[source] : 'not known'],
    ['Models', models.length === 0 ? 'none known yet' : `${models.length}${hosted > 0 ? `, ${hosted} of them not on this machine` : ''}`],
    ...(agents.length > 0 ? [['Modes', agents.map((each) => each.name).join(', ')] as const] : []),
    ...(access.length > 0 ? [['Access', plural(access.length, 'level')] as const] : []),
  ];
  return (
    <article aria-label={name} data-provider-status={status} className="settings-card px-4 py-3.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h3 className="font-semibold">{name}</h3>
        <p className="flex items-center gap-2 text-[13px] text-ink-2">
          <HealthMark tone={tone} />
          <span className={tone === 'bad' ? 'font-medium text-bad' : ''}>{words}</span>
        </p>
      </div>
      {problem && (
        <div className="mt-3">
          <ProviderNote provider={provider} />
        </div>
      )}
      <dl className="settings-facts mt-3">
        {facts.map(([what, value]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <ul className="mt-3 grid gap-x-6 gap-y-1 border-t border-line pt-3 text-[13px] wide:grid-cols-2" aria-label={`What ${name} can do`}>
        {abilities.map(([ability, label]) => (
          <li key={ability} className={`flex items-baseline gap-2 ${capabilities[ability] ? '' : 'text-ink-3'}`}>
            {capabilities[ability] ? (
              <Check size={13} role="img" aria-label="Yes:" className="flex-none translate-y-[2px] text-ok" />
            ) : (
              <Minus size={13} role="img" aria-label="No:" className="flex-none translate-y-[2px]" />
            )}
            {label}
          </li>
        ))}
      </ul>
    </article>
  );
}

/** A disc is well, a ring rests, a square is wrong: none needs its colour. */
function HealthMark({ tone }: { readonly tone: 'ok' | 'rest' | 'bad' }) {
  const look = { ok: 'rounded-full bg-ok', rest: 'rounded-full ring-[1.5px] ring-ink-3 ring-inset', bad: 'rounded-[2px] bg-bad' }[tone];
  return <span aria-hidden="true" className={`size-2 flex-none ${look}`} />;
}
