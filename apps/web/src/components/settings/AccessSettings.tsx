import { lazy, Suspense, useState } from 'react';
import { formatMoment, plural } from '../../state/format.ts';
import type { AccessSession } from '../../state/port.ts';
import { useLoaded } from '../../state/useLoaded.ts';
import { port } from '../../state/workbench.ts';
import { Ago } from '../parts/Age.tsx';
import { Button } from '../parts/Button.tsx';
import { CopyButton } from '../parts/CopyButton.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';
import { Skeleton } from '../parts/Skeleton.tsx';
import { deviceOf } from './device.ts';
import { SettingsRow, SettingsSection } from './SettingsSection.tsx';

const Confirm = lazy(() => import('../parts/Confirm.tsx'));

type Ending = { readonly kind: 'one'; readonly session: AccessSession } | { readonly kind: 'others'; readonly count: number };

const linkCommand = 'npm run link';

/** Which browsers may come in, and how to end that. */
export function AccessSettings() {
  const { value: sessions, load } = useLoaded(() => port().listAccess());
  const [ending, setEnding] = useState<Ending>();
  const others = sessions?.filter((session) => !session.current).length ?? 0;
  const end = async (what: Ending) => {
    if (what.kind === 'others') await port().revokeOtherAccess();
    else await port().revokeAccess(what.session.sessionId);
    if (what.kind === 'one' && what.session.current) location.assign('/link');
    else await load.run();
  };
  return (
    <SettingsSection id="access" about="Browsers that came in by a link. Each may do what you may, for 30 days.">
      {load.problem && <ProblemNote problem={load.problem} mending={{ 'try-again': () => void load.run() }} />}
      {!sessions && !load.problem && <Skeleton rows={3} label="Asking who is signed in" />}
      {sessions && (
        <ul className="settings-card settings-rows" aria-label="Browsers that are signed in">
          {sessions.map((session) => (
            <Session key={session.sessionId} session={session} onEnd={() => setEnding({ kind: 'one', session })} />
          ))}
        </ul>
      )}
      {others > 1 && (
        <Button kind="danger" className="mt-3" onClick={() => setEnding({ kind: 'others', count: others })}>
          Sign out all others…
        </Button>
      )}
      <div className="settings-card settings-rows mt-3">
        <SettingsRow title="Another browser" hint="This prints a link in a terminal. It works once, for ten minutes.">
          <code className="rounded-lg border border-line-2 bg-code px-2.5 py-1 font-mono text-[12.5px]">{linkCommand}</code>
          <CopyButton text={linkCommand} label="Copy command" />
        </SettingsRow>
      </div>
      <Suspense>{ending && <ConfirmEnd ending={ending} onConfirm={() => end(ending)} onClose={() => setEnding(undefined)} />}</Suspense>
    </SettingsSection>
  );
}

function Session({ session, onEnd }: { readonly session: AccessSession; onEnd(): void }) {
  const { userAgent, current, createdAt, lastSeenAt } = session;
  const device = deviceOf(userAgent);
  return (
    <li>
      <SettingsRow
        title={
          <span title={userAgent}>
            {device}
            {current && <span className="ml-2 rounded-md bg-accent-bg px-1.5 py-0.5 text-xs text-accent">this browser</span>}
          </span>
        }
        hint={
          <>
            Came in {formatMoment(createdAt)} · last used <Ago at={lastSeenAt} />
          </>
        }
      >
        <Button kind="quiet" aria-label={current ? 'Sign out this browser…' : `Sign out ${device}…`} onClick={onEnd}>
          Sign out…
        </Button>
      </SettingsRow>
    </li>
  );
}

function ConfirmEnd({ ending, onConfirm, onClose }: { readonly ending: Ending; onConfirm(): Promise<void>; onClose(): void }) {
  const here = ending.kind === 'one' && ending.session.current;
  const title =
    ending.kind === 'others'
      ? `Sign out ${plural(ending.count, 'other browser')}?`
      : here
        ? 'Sign out this browser?'
        : 'Sign out that browser?';
  return (
    <Confirm title={title} confirm="Sign out" onConfirm={onConfirm} onClose={onClose}>
      <p>
        {here ? 'You need a new link to come back' : 'It sees nothing any more at once, and needs a new link to come back'}: run{' '}
        <code className="font-mono text-[12.5px]">{linkCommand}</code>. Threads go on.
      </p>
    </Confirm>
  );
}
