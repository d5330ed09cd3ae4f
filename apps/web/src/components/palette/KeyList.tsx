const keys: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    'Everywhere',
    [
      ['Ctrl K, ⌘ K', 'Go to a thread, find a message, do something'],
      ['N', 'New thread'],
      ['O', 'Overview of all threads'],
      ['?', 'This list'],
    ],
  ],
  [
    'In a thread',
    [
      ['Enter', 'Send; queue while a turn runs'],
      ['Shift Enter', 'A new line'],
      ['Ctrl Enter, ⌘ Enter', 'Steer: into the turn that runs'],
      ['Esc', 'Stop the turn'],
      ['I', 'The inspector: what is known, and how'],
    ],
  ],
  [
    'When the agent asks',
    [
      ['A', 'Allow'],
      ['S', 'Allow always'],
      ['D', 'Deny'],
      ['Esc', 'Cancel the turn'],
    ],
  ],
];

/** Which keys do what, by where they count. */
export function KeyList() {
  return (
    <>
      {keys.map(([title, rows]) => (
        <section key={title} aria-label={title} className="mt-4">
          <h3 className="mb-1.5 text-xs font-semibold text-ink-3">{title}</h3>
          <dl className="grid grid-cols-[140px_minmax(0,1fr)] gap-x-5 gap-y-1.5 text-[13px]">
            {rows.map(([key, what]) => (
              <div key={what} className="contents">
                <dt className="font-mono text-xs leading-5 text-ink-2">{key}</dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </>
  );
}
