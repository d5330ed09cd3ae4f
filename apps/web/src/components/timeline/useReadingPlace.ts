import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Nearer to the end than this counts as being there, in px. */
const near = 48;

/**
 * Where the reader is in the timeline. At the end, the end stays in sight whatever arrives; anywhere else, nothing moves
 * what is being read: neither text that arrives below nor older turns that are put in above.
 *
 * `first` identifies the oldest turn shown; when it changes, turns were put in above.
 */
export function useReadingPlace(scroller: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>, first: string | undefined) {
  const [atEnd, setAtEnd] = useState(true);
  const following = useRef(true);
  const anchor = useRef<{ element: Element; top: number } | null>(null);

  const toEnd = useCallback(() => {
    following.current = true;
    setAtEnd(true);
    if (scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, [scroller]);

  useEffect(() => {
    const [frame, body] = [scroller.current, content.current];
    if (!frame || !body) return;
    let height = frame.scrollHeight;
    const onScroll = () => {
      // A change of size moves the place too; only the reader's own scrolling tells where he wants to be.
      const resized = frame.scrollHeight !== height;
      height = frame.scrollHeight;
      if (resized && following.current) return;
      const reached = frame.scrollHeight - frame.scrollTop - frame.clientHeight <= near;
      following.current = reached;
      setAtEnd(reached);
    };
    const onResize = () => {
      height = frame.scrollHeight;
      if (following.current) frame.scrollTop = frame.scrollHeight;
    };
    const observer = new ResizeObserver(onResize);
    observer.observe(frame);
    observer.observe(body);
    frame.addEventListener('scroll', onScroll, { passive: true });
    onResize();
    return () => {
      observer.disconnect();
      frame.removeEventListener('scroll', onScroll);
    };
  }, [scroller, content]);

  /** Call before older turns are asked for: the turn at the top edge will stay where it is. */
  const hold = useCallback(() => {
    const frame = scroller.current;
    const edge = frame?.getBoundingClientRect().top ?? 0;
    const element = [...(frame?.querySelectorAll('[data-turn-state]') ?? [])].find((turn) => turn.getBoundingClientRect().bottom > edge);
    anchor.current = element ? { element, top: element.getBoundingClientRect().top } : null;
    following.current = false;
  }, [scroller]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when turns were put in above
  useLayoutEffect(() => {
    const [frame, held] = [scroller.current, anchor.current];
    if (!frame || !held?.element.isConnected) return;
    anchor.current = null;
    // The browser's own anchoring must not do the same a second time.
    frame.style.overflowAnchor = 'none';
    frame.scrollTop += held.element.getBoundingClientRect().top - held.top;
    requestAnimationFrame(() => requestAnimationFrame(() => frame.style.removeProperty('overflow-anchor')));
  }, [first]);

  return { atEnd, toEnd, hold };
}
