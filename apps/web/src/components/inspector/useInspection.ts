import type { ThreadSummary } from '@plumbline/lifecycle';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { IgnoredSignal, Inspection, LogEntry, Paged } from '../../state/port.ts';
import { type Problem, toProblem } from '../../state/problem.ts';
import { port } from '../../state/workbench.ts';

/** Signs of life change no version, so that they are asked for. In ms. */
const every = 2_000;
/** Changes that come close together are read as one. In ms. */
const pause = 300;

export interface Asked<T> {
  readonly value: T | undefined;
  readonly problem: Problem | undefined;
  again(): void;
}

/** What the server knows beside the log; asked again while the inspector is open and the page is looked at. */
export function useInspection({ threadId, version }: ThreadSummary): Asked<Inspection> {
  const [value, setValue] = useState<Inspection>();
  const [problem, setProblem] = useState<Problem>();
  const asking = useRef(false);
  const again = useCallback(async () => {
    if (asking.current || document.hidden) return;
    asking.current = true;
    try {
      setValue(await port().inspect(threadId));
      setProblem(undefined);
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      asking.current = false;
    }
  }, [threadId]);
  useEffect(() => {
    const timer = setInterval(again, every);
    return () => clearInterval(timer);
  }, [again]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version is another state of things
  useEffect(() => void again(), [again, version]);
  return { value, problem, again: () => void again() };
}

export interface Rows<T> {
  /** Newest first. */
  readonly rows: readonly T[];
  readonly problem: Problem | undefined;
  readonly hasOlder: boolean;
  older(): void;
}

export function useLog(summary: ThreadSummary): Rows<LogEntry> {
  const { threadId } = summary;
  const read = useCallback((before?: number) => port().log(threadId, before), [threadId]);
  return usePages(summary.version, read, versionOf);
}

/** An ignored signal changes no version: `newest`, as the inspection tells it, says that there are more. */
export function useIgnored({ threadId }: ThreadSummary, newest: number | undefined): Rows<IgnoredSignal> {
  const read = useCallback((before?: number) => port().ignored(threadId, before), [threadId]);
  return usePages(newest, read, idOf);
}

const versionOf = (entry: LogEntry) => entry.version;
const idOf = (signal: IgnoredSignal) => signal.id;

/** The newest page, read again when `newest` changes, in front of the older ones that were asked for. At most 1,000 rows. */
function usePages<T>(newest: number | undefined, read: (before?: number) => Promise<Paged<T>>, keyOf: (row: T) => number): Rows<T> {
  const [held, setHeld] = useState<{ readonly rows: readonly T[]; readonly before?: number | undefined }>({ rows: [] });
  const [problem, setProblem] = useState<Problem>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another newest means that there may be more rows
  useEffect(() => {
    let shown = true;
    const readNewest = async () => {
      try {
        const page = await read();
        if (!shown) return;
        setHeld((before) => merge(before, page, keyOf));
        setProblem(undefined);
      } catch (error) {
        if (shown) setProblem(toProblem(error));
      }
    };
    const timer = setTimeout(readNewest, held.rows.length === 0 ? 0 : pause);
    return () => {
      shown = false;
      clearTimeout(timer);
    };
  }, [newest, read, keyOf]);
  const older = () => {
    if (held.before === undefined) return;
    read(held.before).then(
      (page) => setHeld((now) => ({ rows: [...now.rows, ...page.rows].slice(0, rowLimit), before: page.before })),
      (error) => setProblem(toProblem(error)),
    );
  };
  return { rows: held.rows, problem, hasOlder: held.before !== undefined && held.rows.length < rowLimit, older };
}

const rowLimit = 1_000;

/** A page that does not reach to what is held begins anew: between them would be a hole. */
export function merge<T>(
  held: { readonly rows: readonly T[]; readonly before?: number | undefined },
  page: Paged<T>,
  keyOf: (row: T) => number,
): { readonly rows: readonly T[]; readonly before?: number | undefined } {
  const [newest] = held.rows;
  if (newest === undefined || !page.rows.some((row) => keyOf(row) <= keyOf(newest))) return page;
  const fresh = page.rows.filter((row) => keyOf(row) > keyOf(newest));
  return fresh.length === 0 ? held : { rows: [...fresh, ...held.rows].slice(0, rowLimit), before: held.before };
}
