'use client';

import type { Decision, Request, ThreadId } from '@plumbline/lifecycle';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { isPlainKey } from '../../state/keys.ts';
import type { Answer } from '../../state/port.ts';
import { type Action, useAction } from '../../state/useAction.ts';
import { port } from '../../state/workbench.ts';
import { Button, type ButtonKind } from '../parts/Button.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';
import { answerText } from './RequestRecord.tsx';

const QuestionForm = lazy(() => import('./QuestionForm.tsx'));

interface Props {
  readonly threadId: ThreadId;
  readonly requests: readonly Request[];
  /** The command that runs, which is what asks. */
  readonly doing: string | undefined;
}

/** What the agent waits for, above the composer. The keys answer the first one. */
export function PinnedRequests({ threadId, requests, doing }: Props) {
  if (requests.length === 0) return null;
  return (
    <section aria-label="Waiting for you" className="mb-2.5 grid max-h-[46dvh] gap-2 overflow-y-auto">
      {requests.map((request, at) => (
        <RequestCard key={request.requestId} threadId={threadId} request={request} keys={at === 0} doing={at === 0 ? doing : undefined} />
      ))}
    </section>
  );
}

interface CardProps {
  readonly threadId: ThreadId;
  readonly request: Request;
  readonly keys: boolean;
  readonly doing: string | undefined;
}

function RequestCard({ threadId, request, keys, doing }: CardProps) {
  const answer = useAction((value: Answer) => port().respond(threadId, request.requestId, value));
  const waiting = answer.busy || request.state === 'answering';
  const problem = answer.problem ?? request.problem;
  return (
    <article
      aria-label={request.title}
      data-request-state={request.state}
      className={`rounded-xl border px-3.5 py-3 ${request.state === 'answering' ? 'border-line bg-panel' : 'border-warn-line bg-warn-bg'}`}
    >
      {request.kind === 'question' && request.questions ? (
        <Suspense fallback={<p className="font-semibold">{request.title}</p>}>
          <QuestionForm
            request={request}
            waiting={waiting}
            onAnswer={(answers) => void answer.run({ answers })}
            onCancel={() => void answer.run({ decision: 'cancel' })}
          />
        </Suspense>
      ) : (
        <Permission request={request} waiting={waiting} keys={keys} doing={doing} answer={answer} />
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
  readonly doing: string | undefined;
  readonly answer: Action<[Answer]>;
}

function Permission({ request, waiting, keys, doing, answer }: PermissionProps) {
  const offered = buttons.filter(({ decision }) => request.choices.includes(decision));
  // What is named above needs no second line.
  const covers = request.choices.includes('allow-always') ? (request.patterns ?? []).filter((pattern) => pattern !== request.detail) : [];
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
        {doing !== undefined && !request.detail.includes(doing) && (
          <div className="mt-1 truncate text-xs text-ink-2">
            Needed by <code className="inline-code">{doing}</code>
          </div>
        )}
        {covers.length > 0 && (
          <div className="mt-1 text-xs text-ink-2">
            Always covers{' '}
            {covers.map((pattern) => (
              <code key={pattern} className="inline-code mr-1">
                {pattern}
              </code>
            ))}
          </div>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-2 max-wide:w-full max-wide:*:flex-1">
        {request.state === 'answering' ? (
          <span className="min-h-[30px] content-center text-[13px] text-ink-2">{answerText(request.answer)}, sending…</span>
        ) : (
          offered.map(({ decision, label, key, kind }) => (
            <Button
              key={decision}
              kind={kind}
              hint={keys ? key : undefined}
              disabled={waiting}
              onClick={() => void answer.run({ decision })}
            >
              {label}
            </Button>
          ))
        )}
      </div>
    </div>
  );
}

/** A key that was meant for what stood here a moment ago must not answer this; in ms. */
const settling = 400;

/** The keys answer only outside of text fields: a letter that begins a message must never allow a command. */
function useAnswerKeys(active: boolean, offered: readonly { decision: Decision; key: string }[], answer: (decision: Decision) => void) {
  const latest = useRef({ offered, answer });
  latest.current = { offered, answer };
  useEffect(() => {
    if (!active) return;
    const since = performance.now();
    const onKey = (event: KeyboardEvent) => {
      if (!isPlainKey(event) || performance.now() - since < settling) return;
      const chosen = latest.current.offered.find(({ key }) => key.toLowerCase() === event.key.toLowerCase());
      if (!chosen) return;
      event.preventDefault();
      latest.current.answer(chosen.decision);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [active]);
}
