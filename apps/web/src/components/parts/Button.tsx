import type { ButtonHTMLAttributes, ReactNode } from 'react';

export type ButtonKind = 'plain' | 'primary' | 'danger' | 'danger-solid' | 'quiet' | 'link';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: ButtonKind;
  /** The key that does the same, e.g. `Esc`. */
  readonly hint?: string | undefined;
  readonly children: ReactNode;
}

export function Button({ kind = 'plain', hint, children, className = '', ...rest }: Props) {
  return (
    <button type="button" data-kind={kind} className={`btn ${className}`} aria-keyshortcuts={hint} {...rest}>
      {children}
      {hint && (
        <span className="key" aria-hidden="true">
          {hint}
        </span>
      )}
    </button>
  );
}
