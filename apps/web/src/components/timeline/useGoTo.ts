import { type RefObject, useEffect, useRef } from 'react';

/** How long a turn that was gone to is marked, in ms. */
const marked = 1_800;

interface Wish {
  /** The turn to show; absent: none. */
  readonly number: number | undefined;
  /** The oldest turn at hand. */
  readonly oldest: number | undefined;
  readonly hasOlder: boolean;
  readonly loading: boolean;
  readonly content: RefObject<HTMLElement | null>;
  /** Loads the turns before. */
  older(): void;
  /** The end of the timeline is not followed any more. */
  hold(): void;
}

/** Goes to a turn once, when it is at hand; until then older turns are loaded, page by page. */
export function useGoTo({ number, oldest, hasOlder, loading, content, older, hold }: Wish): void {
  const gone = useRef<number>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is at hand decides, not the functions
  useEffect(() => {
    if (number === undefined || oldest === undefined || gone.current === number || loading) return;
    if (oldest > number && hasOlder) return older();
    gone.current = number;
    const turn = content.current?.querySelector<HTMLElement>(`[data-turn="${number}"]`);
    if (!turn) return;
    hold();
    turn.setAttribute('data-found', 'true');
    const show = () => turn.scrollIntoView({ block: 'start' });
    show();
    // What is above it may still get its height.
    const frame = requestAnimationFrame(() => requestAnimationFrame(show));
    const timer = setTimeout(() => turn.removeAttribute('data-found'), marked);
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      turn.removeAttribute('data-found');
    };
  }, [number, oldest, hasOlder, loading]);
}
