import type { Session, ThreadSummary } from '@plumbline/lifecycle';
import type { ReactNode } from 'react';
import { formatMoment } from '../../state/format.ts';
import type { Inspection } from '../../state/port.ts';
import { Age } from '../parts/Age.tsx';
import { verdictText } from './verdict.ts';

/** What is known, each with how long ago it was heard. */
export function Facts({ summary, inspection }: { readonly summary: ThreadSummary; readonly inspection: Inspection | undefined }) {
  const { session, latestTurn, settings } = summary;
  const provider = inspection?.provider;
  const { signal, observation } = inspection ?? {};
  return (
    <dl className="facts">
      <Fact term="Session">
        {session.status}, epoch {session.epoch}
        {inspection && !inspection.bound && session.status !== 'stopped' ? ', not bound' : ''}
      </Fact>
      {marksOf(session).map(([mark, since]) => (
        <Fact key={mark} term="">
          {mark}
          {since !== undefined && <Since at={since} />}
        </Fact>
      ))}
      <Fact term="Turn">
        {latestTurn
          ? `${latestTurn.state}${latestTurn.cause ? ` by ${latestTurn.cause}` : ''}${latestTurn.inferred ? ', inferred' : ''}`
          : 'none yet'}
        {latestTurn && <Since at={latestTurn.completedAt ?? latestTurn.startedAt ?? latestTurn.requestedAt} />}
      </Fact>
      <Fact term="Agent">
        {provider ? [provider.name, provider.version, provider.status].filter(Boolean).join(' · ') : settings.provider}
        {provider?.pid !== undefined && <span className="figures"> · pid {provider.pid}</span>}
      </Fact>
      <Fact term="Model">{[settings.model, settings.agent].filter(Boolean).join(' · ')}</Fact>
      <Fact term="Last signal">
        {signal ? signal.kind : 'none since the server started'}
        {signal && <Since at={signal.at} />}
      </Fact>
      <Fact term="Last look">
        {observation
          ? `${verdictText(observation.verdict)}${observation.confirmed ? '; said twice' : ''}`
          : 'none since the server started'}
        {observation && <Since at={observation.at} />}
      </Fact>
      {inspection && inspection.effects.length > 0 && <Fact term="Under way">{inspection.effects.join(', ')}</Fact>}
    </dl>
  );
}

function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div className="contents">
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Since({ at }: { readonly at: number }) {
  return (
    <span className="text-ink-3" title={formatMoment(at)}>
      {' · '}
      <Age since={at} /> ago
    </span>
  );
}

/** Marks that may stand beside a session's status, with their beginning. */
function marksOf(session: Session): readonly (readonly [string, number?])[] {
  return [
    ...(session.lastError ? [[`${session.lastError.code}: ${session.lastError.message}`] as const] : []),
    ...(session.stopRequestedAt === undefined ? [] : [['being stopped', session.stopRequestedAt] as const]),
    ...(session.unverifiedSince === undefined ? [] : [['not verified', session.unverifiedSince] as const]),
    ...(session.quietSince === undefined ? [] : [['quiet', session.quietSince] as const]),
    ...(session.draining ? [['aborted, not seen at rest yet'] as const] : []),
    ...(session.fresh ? [['begins anew with the next message'] as const] : []),
  ];
}
