'use client';

import type { Decision, Request, ThreadId } from '@plumbline/lifecycle';
import { useEffect, useRef } from 'react';
import { isPlainKey } from '../../state/keys.ts';
import type { Answer } from '../../state/port.ts';
import { type Action, useAction } from '../../state/useAction.ts';
import { port } from '../../state/workbench.ts';
import { Button, type ButtonKind } from '../parts/Button.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';

import { QuestionForm } from './QuestionForm.tsx';

/** What the agent waits for, above the composer. The keys answer the first one. */
export function PinnedRequests({ threadId, requests }: { readonly threadId: ThreadId; readonly requests: readonly Request[] }) {
  if (requests.length === 0) return null;
  return (
    <section aria-label="Waiting for you" className="mb-2.5 grid max-h-[46dvh] gap-2 overflow-y-auto">
      {requests.map((request, at) => (
        <RequestCard key={request.requestId} threadId={threadId} request={request} keys={at === 0} />
      ))}
    </section>
  );
}

function RequestCard({ threadId, request, keys }: { readonly threadId: ThreadId; readonly request: Request; readonly keys: boolean }) {
  const answer = useAction((value: Answer) => port().respond(threadId, request.requestId, value));
  const waiting = answer.busy || request.state === 'answering';
  const problem = answer.problem ?? request.problem;
  return (
    <article
      aria-label={request.title}
      data-request-state={request.state}
      className="rounded-xl border border-warn-line bg-warn-bg px-3.5 py-3"
    >
      {request.kind === 'question' && request.questions ? (
        <QuestionForm
          request={request}
          waiting={waiting}
          onAnswer={(answers) => void answer.run({ answers })}
          onCancel={() => void answer.run({ decision: 'cancel' })}
        />
      ) : (
        <Permission request={request} waiting={waiting} keys={keys} answer={answer} />
      )}
      {problem && (
        <div className="mt-2.5">
          <ProblemNote problem={problem} title="The answer did not arrive" onDismiss={answer.problem ? answer.clear : undefined} />
        </div>
      )}
    </article>
  );
}

const buttons: readonly { decision: Decision; label: string; key: string; kind: ButtonKind }[] = [
  { decision: 'deny', label: 'Deny', key: 'D', kind: 'plain' },
  { decision: 'allow-always', label: 'Always', key: 'S', kind: 'plain' },
  { decision: 'allow', label: 'Allow', key: 'A', kind: 'primary' },
];

interface PermissionProps {
  readonly request: Request;
  readonly waiting: boolean;
  readonly keys: boolean;
  readonly answer: Action<[Answer]>;
}

function Permission({ request, waiting, keys, answer }: PermissionProps) {
  const offered = buttons.filter(({ decision }) => request.choices.includes(decision));
  useAnswerKeys(keys && !waiting, offered, (decision) => void answer.run({ decision }));
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2.5">
      <div className="min-w-[200px] flex-1">
        <div className="font-semibold">{request.title}</div>
        {request.detail !== '' && (
          <pre className="mt-1 max-h-[30dvh] overflow-auto font-mono text-[12.5px] leading-[1.5] break-words whitespace-pre-wrap">
            {request.detail}
          </pre>
        )}
        {request.patterns && request.patterns.length > 0 && request.choices.includes('allow-always') && (
          <div className="mt-1 text-xs text-ink-2">
            Always covers{' '}
            {request.patterns.map((pattern) => (
              <code key={pattern} className="inline-code mr-1">
                {pattern}
              </code>
            ))}
          </div>
        )}
      </div>
      <div className="flex flex-wrap gap-2">
        {offered.map(({ decision, label, key, kind }) => (
          <Button key={decision} kind={kind} hint={keys ? key : undefined} disabled={waiting} onClick={() => void answer.run({ decision })}>
            {label}
          </Button>
        ))}
      </div>
    </div>
  );
}

function useAnswerKeys(active: boolean, offered: readonly { decision: Decision; key: string }[], answer: (decision: Decision) => void) {
  const latest = useRef({ offered, answer });
  latest.current = { offered, answer };
  useEffect(() => {
    if (!active) return;
    const onKey = (event: KeyboardEvent) => {
      if (!isPlainKey(event)) return;
      const chosen = latest.current.offered.find(({ key }) => key.toLowerCase() === event.key.toLowerCase());
      if (!chosen) return;
      event.preventDefault();
      latest.current.answer(chosen.decision);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [active]);
}
