import type { StatusTone, TurnRow } from '@plumbline/lifecycle';

/**
 * The mark of a state. Each has a shape of its own, so that none needs its colour: a disc with a ring works, a diamond
 * needs you, a disc is done, a ring was stopped, a square failed, a dot is at rest.
 */
export function StateMark({ tone, label }: { readonly tone: StatusTone; readonly label?: string }) {
  return (
    <svg
      width="14"
      height="14"
      viewBox="0 0 14 14"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {shape(tone)}
    </svg>
  );
}

function shape(tone: StatusTone) {
  switch (tone) {
    case 'working':
      return (
        <>
          <circle cx="7" cy="7" r="3.2" fill="var(--accent)" />
          <circle className="pulse" cx="7" cy="7" r="5.6" fill="none" stroke="var(--accent)" strokeWidth="1.2" opacity="0.55" />
        </>
      );
    case 'needs-you':
      return <rect x="3.1" y="3.1" width="7.8" height="7.8" rx="1.4" fill="var(--warn)" transform="rotate(45 7 7)" />;
    case 'done':
      return <circle cx="7" cy="7" r="4" fill="var(--ink-3)" />;
    case 'interrupted':
      return <circle cx="7" cy="7" r="3.6" fill="none" stroke="var(--ink-3)" strokeWidth="1.5" />;
    case 'failed':
      return <rect x="3" y="3" width="8" height="8" rx="1.6" fill="var(--bad)" />;
    case 'idle':
      return <circle cx="7" cy="7" r="1.8" fill="var(--ink-3)" />;
    default:
      return tone satisfies never;
  }
}

/** Something ended here that was not looked at yet. */
export function UnreadMark() {
  return (
    <svg role="img" aria-label="New since you looked" width="6" height="6" viewBox="0 0 6 6" className="mr-1.5 inline-block align-[1px]">
      <circle cx="3" cy="3" r="3" fill="var(--accent)" />
    </svg>
  );
}

/** The weight of a settled turn on the plumb line. */
export function Weight({ state }: { readonly state: TurnRow['state'] }) {
  return (
    <span className="plumb-weight">
      <svg aria-hidden="true" width="14" height="14" viewBox="0 0 14 14" className="block">
        {state === 'completed' && <circle cx="7" cy="7" r="4.2" fill="var(--ink-2)" />}
        {state === 'interrupted' && <circle cx="7" cy="7" r="3.7" fill="var(--bg)" stroke="var(--ink-2)" strokeWidth="1.5" />}
        {state === 'error' && <rect x="2.8" y="2.8" width="8.4" height="8.4" rx="1.7" fill="var(--bad)" />}
      </svg>
    </span>
  );
}

/** The bob of a plumb line; also the mark of the product. */
export function Bob({ className = '' }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 14 24" fill="none" aria-hidden="true" className={className}>
      <path d="M7 0v9" stroke="currentColor" strokeWidth="1.3" />
      <path d="M3.2 9h7.6a.9.9 0 0 1 .88 1.1L10.6 15 7.5 22.2a.55.55 0 0 1-1 0L3.4 15 2.3 10.1a.9.9 0 0 1 .9-1.1Z" fill="currentColor" />
    </svg>
  );
}
