import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProviderDescription } from '../contract.ts';
import { ProviderFault } from '../contract.ts';

export interface Binary {
  readonly path: string;
  readonly version: string;
  readonly source: NonNullable<ProviderDescription['source']>;
}

export interface BinaryQuery {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** PLUMBLINE_OPENCODE_BIN */
  readonly bin?: string;
  /** Directories in and above which `node_modules` is searched for the platform package; default: here and the cwd. */
  readonly packageRoots?: readonly string[];
}

/** Versions that the adapter was tested with: from the first, to before the second. */
export const testedRange = { from: [1, 18, 0], before: [1, 20, 0] } as const;
export const testedRangeText = 'from 1.18.0 to before 1.20.0';

/** The version that this program brings along, and the one to install by hand. */
const pinned = '1.18.33';

/** What helps when no program can be run, by where it was looked for. */
export function mendOf({ bin }: Pick<BinaryQuery, 'bin'>): NonNullable<ProviderDescription['mend']> {
  return bin
    ? {
        how: 'Let PLUMBLINE_OPENCODE_BIN name a tested OpenCode, or stop Plumbline and start it without that variable:',
        command: 'env -u PLUMBLINE_OPENCODE_BIN npm start',
      }
    : { how: 'Run this in a terminal, then look again:', command: `npm install -g opencode-ai@${pinned}` };
}

/** `--version` takes up to 2 s on a slow machine; in ms. */
const versionDeadline = 15_000;

/**
 * Which OpenCode to run: the one that the user names, else the one on PATH if its version is in the tested range, else
 * the platform package that came with this program. A named one that is missing or of another version is refused, not
 * passed over. Throws ProviderFault PROVIDER_MISSING or PROVIDER_VERSION_UNSUPPORTED.
 */
export async function findBinary(query: BinaryQuery): Promise<Binary> {
  if (query.bin) return named(query.bin, query.env);
  const onPath = searchPath(query.env.PATH ?? '');
  const pathVersion = onPath === null ? null : await versionOf(onPath, query.env);
  if (onPath !== null && pathVersion !== null && isTested(pathVersion)) return { path: onPath, version: pathVersion, source: 'path' };
  const packaged = searchPackages(query.packageRoots ?? [path.dirname(fileURLToPath(import.meta.url)), process.cwd()]);
  if (packaged) return packaged;
  if (pathVersion !== null) throw unsupported(`OpenCode ${pathVersion} on PATH`);
  throw new ProviderFault('PROVIDER_MISSING', 'OpenCode was not found: not on PATH, and its platform package is not installed.');
}

async function named(bin: string, env: BinaryQuery['env']): Promise<Binary> {
  if (!isExecutable(bin)) throw new ProviderFault('PROVIDER_MISSING', `PLUMBLINE_OPENCODE_BIN names ${bin}, which cannot be run.`);
  const version = await versionOf(bin, env);
  if (version === null) {
    throw new ProviderFault('PROVIDER_VERSION_UNSUPPORTED', `PLUMBLINE_OPENCODE_BIN names ${bin}, which tells no version.`);
  }
  if (!isTested(version)) throw unsupported(`OpenCode ${version}, named by PLUMBLINE_OPENCODE_BIN,`);
  return { path: bin, version, source: 'environment' };
}

const unsupported = (which: string) =>
  new ProviderFault('PROVIDER_VERSION_UNSUPPORTED', `${which} is not in the tested range (${testedRangeText}).`);

export function isTested(version: string): boolean {
  const parts = version.split('-', 1)[0]?.split('.').map(Number) ?? [];
  if (parts.length !== 3 || parts.some((part) => !Number.isInteger(part))) return false;
  return compare(parts, testedRange.from) >= 0 && compare(parts, testedRange.before) < 0;
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (const [index, value] of right.entries()) {
    const difference = (left[index] ?? 0) - value;
    if (difference !== 0) return difference;
  }
  return 0;
}

function versionOf(file: string, env: BinaryQuery['env']): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(
      file,
      ['--version'],
      { timeout: versionDeadline, killSignal: 'SIGKILL', env: { ...env } as NodeJS.ProcessEnv },
      (error, stdout) => {
        const version = /^v?(\d+\.\d+\.\d+\S*)/.exec(stdout.trim())?.[1];
        resolve(error ? null : (version ?? null));
      },
    );
  });
}

function searchPath(searched: string): string | null {
  for (const directory of searched.split(path.delimiter)) {
    const file = path.join(directory, 'opencode');
    if (path.isAbsolute(directory) && isExecutable(file)) return file;
  }
  return null;
}

/** Walks up by hand: a bundler that packs this file must not follow the package's name. */
function searchPackages(roots: readonly string[]): Binary | null {
  for (const root of roots) {
    for (let directory = root; ; directory = path.dirname(directory)) {
      for (const name of packageNames()) {
        const home = path.join(directory, 'node_modules', name);
        const file = path.join(home, 'bin', 'opencode');
        if (existsSync(file)) return { path: file, version: packageVersion(home), source: 'package' };
      }
      if (directory === path.dirname(directory)) break;
    }
  }
  return null;
}

function packageNames(): readonly string[] {
  const name = `opencode-${process.platform}-${process.arch}`;
  return process.arch === 'x64' && !hasAvx2() ? [`${name}-baseline`] : [name, `${name}-baseline`];
}

/** Elsewhere than on Linux it is taken for given. */
function hasAvx2(): boolean {
  if (process.platform !== 'linux') return true;
  try {
    return /\bavx2\b/.test(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    return true;
  }
}

function packageVersion(home: string): string {
  const manifest = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
