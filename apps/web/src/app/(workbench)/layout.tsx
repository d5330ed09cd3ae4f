import type { ReactNode } from 'react';
import { Shell } from '../../components/shell/Shell.tsx';

export default function WorkbenchLayout({ children }: { readonly children: ReactNode }) {
  return <Shell>{children}</Shell>;
}
