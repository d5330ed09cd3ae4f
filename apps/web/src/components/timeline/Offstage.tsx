import { createContext, type ReactNode, type RefObject, use, useEffect, useMemo, useRef, useState } from 'react';

/** How far out of sight something must be to be put away, in px: more than a turn of the wheel or a key brings in. */
const margin = 1_200;

type OnMove = (near: boolean, height: number) => void;
type Watch = (element: Element, onMove: OnMove) => () => void;

const Stage = createContext<Watch>(() => () => {});

/** What stands `Offstage` within is put away while it is far out of the scroller's sight. */
export function StageFor({ scroller, children }: { readonly scroller: RefObject<HTMLElement | null>; readonly children: ReactNode }) {
  const watch = useMemo(() => watcherOf(scroller), [scroller]);
  return <Stage value={watch}>{children}</Stage>;
}

/** One observer for all: a long thread has thousands of places. It is made when there is something to watch. */
function watcherOf(scroller: RefObject<HTMLElement | null>): Watch {
  const watched = new Map<Element, OnMove>();
  let observer: IntersectionObserver | undefined;
  const tell = (entries: readonly IntersectionObserverEntry[]) => {
    for (const { target, isIntersecting, boundingClientRect } of entries) watched.get(target)?.(isIntersecting, boundingClientRect.height);
  };
  return (element, onMove) => {
    observer ??= new IntersectionObserver(tell, { root: scroller.current, rootMargin: `${margin}px 0px` });
    watched.set(element, onMove);
    observer.observe(element);
    return () => {
      watched.delete(element);
      observer?.unobserve(element);
      if (watched.size > 0) return;
      observer?.disconnect();
      observer = undefined;
    };
  };
}

/**
 * A part of the timeline that costs nothing far out of sight: a space as high as it was stands for it. It has always been laid
 * out before, so nothing moves. `keep`: it still changes. What the reader has opened, selected or stands in stays.
 */
export function Offstage({
  keep,
  className,
  children,
}: {
  readonly keep: boolean;
  readonly className: string;
  readonly children: ReactNode;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const isTouched = useRef(false);
  const [space, setSpace] = useState<number>();
  const watch = use(Stage);
  useEffect(() => {
    const element = frame.current;
    if (!element || keep) return;
    const end = watch(element, (near, height) => {
      if (near) setSpace(undefined);
      else if (!isTouched.current && !isInUse(element)) setSpace((held) => held ?? height);
    });
    return () => {
      end();
      setSpace(undefined);
    };
  }, [keep, watch]);
  const isAway = space !== undefined;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notes that something in it was used
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys on its buttons come as clicks too
    <div
      ref={frame}
      className={isAway ? undefined : className}
      data-offstage={isAway || undefined}
      style={isAway ? { height: space } : undefined}
      onClick={() => {
        isTouched.current = true;
      }}
    >
      {isAway ? null : children}
    </div>
  );
}

function isInUse(element: Element): boolean {
  if (element.contains(document.activeElement)) return true;
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed && selection.rangeCount > 0 && selection.getRangeAt(0).intersectsNode(element);
}
