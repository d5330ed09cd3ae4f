import { Check, Copy, type LucideIcon } from 'lucide-react';
import { useEffect, useState } from 'react';

/** Copies a text and says so in its own place. `icon`: what it shows while nothing was copied. */
export function CopyButton({
  text,
  label,
  icon: Icon = Copy,
  className = '',
}: {
  readonly text: string | (() => string);
  readonly label: string;
  readonly icon?: LucideIcon;
  readonly className?: string;
}) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), 1_600);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () =>
    copyText(typeof text === 'string' ? text : text()).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  const shown = state === 'copied' ? 'Copied' : state === 'failed' ? 'Copying was refused' : label;
  return (
    <button
      type="button"
      onClick={() => void copy()}
      className={`icon-btn !size-6 !rounded-md ${className}`}
      aria-label={shown}
      title={shown}
    >
      {state === 'copied' ? <Check size={13} aria-hidden="true" className="text-ok" /> : <Icon size={13} aria-hidden="true" />}
    </button>
  );
}

/** The clipboard of the browser exists only on secure origins; a plain address of the local network is none. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (!copied) throw new Error('Copying was refused.');
}
