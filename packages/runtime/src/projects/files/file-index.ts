import type { Clock } from '../../clock/index.ts';
import { type Listing, listFiles } from './list.ts';
import { type Candidate, candidate, rankPaths } from './rank.ts';

export interface FoundFiles {
  /** Within the project, best first. */
  readonly files: readonly { readonly path: string }[];
  /** False: the project has more files than are looked at. */
  readonly whole: boolean;
}

export interface FileIndex {
  /** The files of a directory that a few letters mean. Throws when the directory cannot be read. */
  find(directory: string, query: string, limit: number): Promise<FoundFiles>;
}

/** A list is good for so long, in ms: who types a name asks a few times in a row. */
const freshFor = 5_000;
/** Lists are given back so long after they were made. */
const keptFor = 60_000;
/** Directories whose lists are kept; a list of 100,000 paths is some 30 MB. */
const keptLimit = 3;

interface Kept {
  readonly madeAt: number;
  readonly list: Promise<{ readonly candidates: readonly Candidate[]; readonly whole: boolean }>;
  forget(): void;
}

/** Lists of files by directory, shared by all who ask at once. */
export function createFileIndex(clock: Clock, list: (directory: string) => Promise<Listing> = listFiles): FileIndex {
  const kept = new Map<string, Kept>();
  const make = (directory: string): Kept => {
    kept.get(directory)?.forget();
    const made = list(directory).then(({ paths, whole }) => ({ candidates: paths.map(candidate), whole }));
    const cancel = clock.after(keptFor, () => entry.forget());
    const entry: Kept = {
      madeAt: clock.monotonic(),
      list: made,
      forget: () => {
        cancel();
        if (kept.get(directory) === entry) kept.delete(directory);
      },
    };
    kept.set(directory, entry);
    made.catch(entry.forget);
    if (kept.size > keptLimit) kept.values().next().value?.forget();
    return entry;
  };
  return {
    async find(directory, query, limit) {
      const known = kept.get(directory);
      const entry = known && clock.monotonic() - known.madeAt < freshFor ? known : make(directory);
      const { candidates, whole } = await entry.list;
      return { files: rankPaths(candidates, query, limit).map((path) => ({ path })), whole };
    },
  };
}
