import type { Request, RequestAnswer } from '@plumbline/lifecycle';
import { memo } from 'react';
import { StateMark } from '../parts/StateMark.tsx';

/** A request in its place in the timeline: what was asked, and what became of it. It is answered above the composer. */
export const RequestRecord = memo(function RequestRecord({ request }: { readonly request: Request }) {
  const open = request.state === 'open';
  const text = request.questions?.map((question) => question.text).join(' ') ?? request.detail;
  return (
    <div
      data-request-state={request.state}
      className={`my-1 flex items-start gap-2.5 rounded-[10px] border px-3 py-1.5 text-[13px] ${open ? 'border-warn-line bg-warn-bg' : 'border-line'}`}
    >
      <span className="mt-[4px] flex-none">
        <StateMark tone={open ? 'needs-you' : request.state === 'expired' ? 'interrupted' : 'done'} />
      </span>
      <span className="min-w-0 flex-1">
        <span className="font-medium">{request.title}</span>{' '}
        {request.questions ? (
          <span className="text-ink-2">{text}</span>
        ) : (
          text !== '' && <code className="inline-code line-clamp-3 !inline">{text}</code>
        )}
      </span>
      <span className={`flex-none ${open ? 'text-warn' : 'text-ink-2'}`}>{fateOf(request)}</span>
    </div>
  );
});

function fateOf(request: Request): string {
  switch (request.state) {
    case 'open':
      return 'Waits for you';
    case 'answering':
      return `${answerText(request.answer)}, sending…`;
    case 'resolved':
      return answerText(request.answer);
    case 'expired':
      return 'Expired with its turn';
    default:
      return request.state satisfies never;
  }
}

/** What was answered, in words. */
export function answerText(answer: RequestAnswer | undefined): string {
  if (!answer) return 'Answered elsewhere';
  if (answer.kind === 'answers') return `Answered: ${answer.answers.map((each) => each.join(', ')).join('; ')}`;
  switch (answer.decision) {
    case 'allow':
      return 'Allowed';
    case 'allow-always':
      return 'Always allowed';
    case 'deny':
      return 'Denied';
    case 'cancel':
      return 'Cancelled';
    default:
      return answer.decision satisfies never;
  }
}
