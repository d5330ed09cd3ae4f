import { CircleAlert, CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { formatBytes, formatLength, plural } from '../../state/format.ts';
import type { Backup, SystemStatus, Verification } from '../../state/port.ts';
import { useAction } from '../../state/useAction.ts';
import { useLoaded } from '../../state/useLoaded.ts';
import { port } from '../../state/workbench.ts';
import { Button } from '../parts/Button.tsx';
import { CopyButton } from '../parts/CopyButton.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';
import { Skeleton } from '../parts/Skeleton.tsx';
import { SettingsRow, SettingsSection } from './SettingsSection.tsx';

/** Where everything is kept, and whether it is whole. */
export function DataSettings() {
  const { value: status, load } = useLoaded(() => port().systemStatus());
  return (
    <SettingsSection
      id="data"
      about="Everything is in one database on this machine: the log of events is the truth, all else is made from it."
    >
      {load.problem && <ProblemNote problem={load.problem} mending={{ 'try-again': () => void load.run() }} />}
      {!status && !load.problem && <Skeleton rows={4} label="Asking for the data" />}
      {status && (
        <div className="settings-card px-4 py-3.5">
          <Facts status={status} />
        </div>
      )}
      <div className="settings-card settings-rows mt-3">
        <BackupRow onDone={() => void load.run()} />
        <VerifyRow />
      </div>
    </SettingsSection>
  );
}

function Facts({ status: { dataDir, database, threads, version } }: { readonly status: SystemStatus }) {
  const count = new Intl.NumberFormat('en');
  const facts: readonly (readonly [string, string])[] = [
    ['Database', `${database.bytes > 0 ? formatBytes(database.bytes) : database.url}${database.writable ? '' : ', cannot be written'}`],
    ['Events', count.format(database.events)],
    ['Threads', `${removedToo(count.format(threads.total), threads.removed)}${threads.live > 0 ? `, ${threads.live} at work` : ''}`],
    ['Version', version],
  ];
  return (
    <dl className="settings-facts">
      <div>
        <dt>Directory</dt>
        <dd className="flex items-center gap-1">
          <span className="font-mono text-[12.5px] wrap-anywhere">{dataDir}</span>
          <CopyButton text={dataDir} label="Copy the path" />
        </dd>
      </div>
      {facts.map(([what, value]) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd className={database.writable || what !== 'Database' ? 'figures' : 'text-bad'}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function BackupRow({ onDone }: { onDone(): void }) {
  const [made, setMade] = useState<Backup>();
  const action = useAction(async () => {
    setMade(await port().backup());
    onDone();
  });
  return (
    <div>
      <SettingsRow title="Backup" hint="Copies the database as it is now, while it is in use.">
        <Button disabled={action.busy} onClick={() => void action.run()}>
          {action.busy ? 'Copying…' : 'Back up now'}
        </Button>
      </SettingsRow>
      <Outcome>
        {action.problem && <ProblemNote problem={action.problem} />}
        {made && !action.problem && (
          <p className="flex items-center gap-1.5 text-[13px]">
            <Good />
            <span className="min-w-0 wrap-anywhere">
              <span className="font-mono text-[12.5px]">{made.file}</span>
              <span className="text-ink-2"> · {formatBytes(made.bytes)}</span>
            </span>
            <CopyButton text={made.file} label="Copy the path of the backup" />
          </p>
        )}
      </Outcome>
    </div>
  );
}

function VerifyRow() {
  const [found, setFound] = useState<Verification>();
  const action = useAction(async () => {
    setFound(undefined);
    setFound(await port().verify());
  });
  return (
    <div>
      <SettingsRow title="Verify" hint="Holds every row against the log. Threads go on meanwhile.">
        <Button disabled={action.busy} onClick={() => void action.run()}>
          {action.busy ? 'Checking…' : 'Verify'}
        </Button>
      </SettingsRow>
      <Outcome>
        {action.problem && <ProblemNote problem={action.problem} />}
        {found && <Verified found={found} />}
      </Outcome>
    </div>
  );
}

function Verified({ found }: { readonly found: Verification }) {
  switch (found.outcome) {
    case 'clean':
      return (
        <p data-verified="clean" className="flex items-center gap-1.5 text-[13px]">
          <Good />
          <span>
            Clean: {removedToo(plural(found.threads, 'thread'), found.removed)}, {plural(found.events, 'event')}, nothing is wrong.{' '}
            <span className="figures text-ink-2">It took {formatLength(found.tookMs)}.</span>
          </span>
        </p>
      );
    case 'late':
      return (
        <p data-verified="late" className="text-[13px]">
          It was not done after {formatLength(found.tookMs)} and was ended: nothing is known. In a terminal it may take as long as it needs:{' '}
          <code className="font-mono text-[12.5px]">npm run verify</code>.
        </p>
      );
    case 'faulty':
      return (
        <div data-verified="faulty" className="text-[13px]">
          <p className="flex items-center gap-1.5 font-medium text-bad">
            <CircleAlert size={15} aria-hidden="true" className="flex-none" /> {plural(found.findings, 'finding')} in{' '}
            {removedToo(plural(found.threads, 'thread'), found.removed)}
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
          <ul className="output mt-2 max-h-60 rounded-lg border border-line bg-code" tabIndex={0} aria-label="What was found">
            {found.lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <p className="mt-2 text-ink-2">
            {found.findings > found.lines.length && `These are the first ${found.lines.length}. `}
            Rows are made anew from the log while the server is stopped: <code className="font-mono text-[12.5px]">npm run rebuild</code>.
            It makes a backup first.
          </p>
        </div>
      );
    default:
      return found satisfies never;
  }
}

/** Of a removed thread the log is kept: it is checked too, and counted by itself. */
function removedToo(threads: string, removed: number): string {
  return removed > 0 ? `${threads} and ${removed} removed` : threads;
}

/** What came of it is announced. */
function Outcome({ children }: { readonly children: React.ReactNode }) {
  return (
    <div role="status" className="px-4 pb-3 empty:hidden">
      {children}
    </div>
  );
}

function Good() {
  return <CircleCheck size={15} aria-hidden="true" className="flex-none text-ok" />;
}
