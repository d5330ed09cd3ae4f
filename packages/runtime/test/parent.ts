import { type Runtime, RuntimeFault } from '../src/index.ts';

export interface Ask {
  readonly id: number;
  readonly call: string;
  readonly argument: unknown;
}

export interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly code?: string;
  readonly message?: string;
}

/** What a parent may ask of a server in a process of its own. */
export type Calls = Readonly<Record<string, (argument: never) => Promise<unknown>>>;

/** Does what the parent asks over IPC, and tells it that the doors are open. `more`: calls beside those of every server. */
export function answerParent(runtime: Runtime, more: Calls = {}): void {
  const calls: Calls = {
    dispatch: (input: Parameters<Runtime['dispatch']>[0]) => runtime.dispatch(input),
    get: (threadId: Parameters<Runtime['threads']['get']>[0]) => runtime.threads.get(threadId),
    addProject: (path: string) => runtime.projects.add({ path }),
    status: () => runtime.status(),
    stop: () => runtime.stop().then(() => setImmediate(() => process.exit(0))),
    ...more,
  };
  process.on('message', ({ id, call, argument }: Ask) => {
    const wanted = calls[call] ?? (() => Promise.reject(new Error(`There is no call "${call}".`)));
    wanted(argument as never).then(
      (result) => tell({ id, result }),
      (error: unknown) => tell({ id, code: error instanceof RuntimeFault ? error.code : 'INTERNAL', message: String(error) }),
    );
  });
  tell({ id: 0 });
}

function tell(message: Answer): void {
  process.send?.(message);
}
