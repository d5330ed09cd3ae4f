import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Nearer to the end than this counts as being there, in px. */
const near = 48;

/**
 * Where the reader is in the timeline. At the end, the end stays in sight whatever arrives; anywhere else, nothing moves
 * what is being read: neither text that arrives below nor older turns that are put in above.
 *
 * `first` identifies the oldest turn shown; when it changes, turns were put in above.
 */
export function useReadingPlace(
  scroller: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
  first: string | undefined,
) {
  const [atEnd, setAtEnd] = useState(true);
  const following = useRef(true);
  const anchor = useRef<{ element: HTMLElement; top: number } | null>(null);

  const toEnd = useCallback(() => {
    following.current = true;
    setAtEnd(true);
    if (scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, [scroller]);

  useEffect(() => {
    const [frame, body] = [scroller.current, content.current];
    if (!frame || !body) return;
    let [top, height] = [frame.scrollTop, frame.scrollHeight];
    const remember = () => {
      [top, height] = [frame.scrollTop, frame.scrollHeight];
    };
    const onScroll = () => {
      // What arrives moves the place too. While the end is followed, only going up is the reader's own doing.
      const wentUp = frame.scrollTop < top - 1 && frame.scrollHeight >= height;
      const reached = frame.scrollHeight - frame.scrollTop - frame.clientHeight <= near;
      remember();
      if (following.current && !wentUp) return;
      following.current = reached;
      setAtEnd(reached);
    };
    const onResize = () => {
      if (following.current) frame.scrollTop = frame.scrollHeight;
      remember();
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

  /** Call before older turns are asked for: where the oldest one at hand stands tells how much was put in above it. */
  const hold = useCallback(() => {
    const element = scroller.current?.querySelector<HTMLElement>('[data-turn-state]');
    anchor.current = element ? { element, top: element.offsetTop } : null;
    following.current = false;
  }, [scroller]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when turns were put in above
  useLayoutEffect(() => {
    const [frame, held] = [scroller.current, anchor.current];
    if (!frame || !held?.element.isConnected) return;
    anchor.current = null;
    // The browser's own anchoring must not do the same a second time.
    frame.style.overflowAnchor = 'none';
    frame.scrollTop += held.element.offsetTop - held.top;
    requestAnimationFrame(() => requestAnimationFrame(() => frame.style.removeProperty('overflow-anchor')));
  }, [first]);

  return { atEnd, toEnd, hold };
}
