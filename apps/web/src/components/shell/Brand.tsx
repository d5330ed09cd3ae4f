import Link from 'next/link';
import { Bob } from '../parts/StateMark.tsx';

export function Brand() {
  return (
    <Link href="/" className="flex items-center gap-2 rounded-md font-semibold tracking-[-0.01em]" aria-label="Plumbline, home">
      <Bob className="-mt-1 h-[22px] w-[13px]" />
      Plumbline
    </Link>
  );
}
