'use client';

import { Menu } from '@base-ui/react/menu';
import type { LucideIcon } from 'lucide-react';

interface Props {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly tone?: 'bad';
  onClick(): void;
}

export function MenuEntry({ icon: Icon, label, tone, onClick }: Props) {
  return (
    <Menu.Item className="popup-item" data-tone={tone} onClick={onClick}>
      <Icon size={14} aria-hidden="true" className={tone ? '' : 'text-ink-3'} />
      {label}
    </Menu.Item>
  );
}

/** A file that the server makes; its name comes with it. */
export function MenuDownload({ icon: Icon, label, href }: Omit<Props, 'onClick' | 'tone'> & { readonly href: string }) {
  return (
    <Menu.LinkItem className="popup-item" href={href} download="" closeOnClick>
      <Icon size={14} aria-hidden="true" className="text-ink-3" />
      {label}
    </Menu.LinkItem>
  );
}
