import { usePathname } from 'next/navigation';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { isPlainKey } from '../../state/keys.ts';
import { createStore, useStore } from '../../state/store.ts';
import { FieldRow, fieldLook, paletteName } from './Field.tsx';

const Palette = lazy(() => import('./Palette.tsx'));
const Keys = lazy(() => import('./Keys.tsx'));

type Shown = 'nothing' | 'palette' | 'keys';

const store = createStore<Shown>('nothing');
/** The address at which it was opened. */
let openedAt = '';

function show(shown: Shown): void {
  openedAt = location.pathname;
  store.set(shown);
}

export function openPalette(): void {
  show('palette');
}

/** The palette and the list of keys, loaded when they are first opened. What is typed meanwhile is not lost. */
export function PaletteHost() {
  const [query, setQuery] = useState('');
  const shown = useStore(store, (each) => each);
  const close = useCallback(() => {
    store.set('nothing');
    setQuery('');
  }, []);
  const keys = useCallback(() => show('keys'), []);
  const pathname = usePathname();
  // Another view closes it; not one that has come just before, and is drawn only now.
  useEffect(() => {
    if (pathname !== openedAt) close();
  }, [pathname, close]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        show(store.get() === 'palette' ? 'nothing' : 'palette');
      } else if (event.key === '?' && isPlainKey(event)) {
        event.preventDefault();
        show('keys');
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <Suspense fallback={<Opening query={query} onType={setQuery} onClose={close} />}>
        {shown === 'palette' && <Palette query={query} onType={setQuery} onClose={close} onKeys={keys} />}
      </Suspense>
      <Suspense>{shown === 'keys' && <Keys onClose={close} />}</Suspense>
    </>
  );
}

interface OpeningProps {
  readonly query: string;
  onType(query: string): void;
  onClose(): void;
}

/** The palette's field while the rest of it is loaded. */
function Opening({ query, onType, onClose }: OpeningProps) {
  return (
    <div role="dialog" aria-label={paletteName} className="dialog palette z-30">
      <FieldRow>
        <input
          {...fieldLook}
          // biome-ignore lint/a11y/noAutofocus: it was opened to be typed into
          autoFocus
          value={query}
          onChange={(event) => onType(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && onClose()}
        />
      </FieldRow>
    </div>
  );
}
