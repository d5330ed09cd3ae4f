/** The variable that marks everything that a process of ours starts, however far it detaches itself. */
export const ownerVariable = 'PLUMBLINE_OWNER';

/** A living process. Pid and start time together name one life: a pid alone may be somebody else's by now. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** Its process group: what a signal to `-group` reaches. */
  readonly group: number;
  /** Opaque; equal only for the same life. Empty: could not be read. */
  readonly startTime: string;
  /** The value of PLUMBLINE_OWNER in its environment, if it can be read. */
  readonly owner: string | null;
}

/** What the operating system says about processes. Zombies are dead to it. Every call has a deadline of its own. */
export interface ProcessTable {
  /** Differs from one boot to the next. Empty: unknown. */
  bootId(): Promise<string>;
  find(pid: number): Promise<ProcessEntry | null>;
  all(): Promise<readonly ProcessEntry[]>;
  workingDirectory(pid: number): Promise<string | null>;
  /** Its arguments, with spaces between. Empty: unknown. */
  commandLine(pid: number): Promise<string>;
}

export function isSameLife(a: Pick<ProcessEntry, 'pid' | 'startTime'>, b: Pick<ProcessEntry, 'pid' | 'startTime'>): boolean {
  return a.pid === b.pid && a.startTime === b.startTime && a.startTime !== '';
}

/** Everything below `root` in the tree, without `root`. */
export function descendantsOf(entries: readonly ProcessEntry[], root: number): ProcessEntry[] {
  const children = new Map<number, ProcessEntry[]>();
  for (const entry of entries) children.set(entry.parent, [...(children.get(entry.parent) ?? []), entry]);
  const found: ProcessEntry[] = [];
  const seen = new Set([root]);
  for (let open = children.get(root) ?? []; open.length > 0; open = open.flatMap((entry) => children.get(entry.pid) ?? [])) {
    open = open.filter((entry) => !seen.has(entry.pid));
    for (const entry of open) seen.add(entry.pid);
    found.push(...open);
  }
  return found;
}

/** This process and what it runs in: never to be killed, whatever it carries in its environment. */
export function ourselves(entries: readonly ProcessEntry[]): ReadonlySet<number> {
  const parents = new Map(entries.map((entry) => [entry.pid, entry.parent]));
  const chain = new Set([process.pid]);
  for (let pid = parents.get(process.pid) ?? process.ppid; pid > 1 && !chain.has(pid); pid = parents.get(pid) ?? 0) chain.add(pid);
  return chain;
}
