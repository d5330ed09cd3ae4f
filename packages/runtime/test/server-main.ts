/** A server of its own, for tests that kill it: boots the runtime and does what its parent asks over IPC. */
import { createRuntime, RuntimeFault, type RuntimeOptions } from '../src/index.ts';

export interface Ask {
  readonly id: number;
  readonly call: 'dispatch' | 'get' | 'addProject' | 'status' | 'stop';
  readonly argument: unknown;
}

export interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly code?: string;
  readonly message?: string;
}

const options: RuntimeOptions = JSON.parse(process.argv[2] ?? '{}');
const runtime = await createRuntime(options);

process.on('message', (ask: Ask) => {
  answer(ask).then(
    (result) => tell({ id: ask.id, result }),
    (error: unknown) => tell({ id: ask.id, code: error instanceof RuntimeFault ? error.code : 'INTERNAL', message: String(error) }),
  );
});
tell({ id: 0 });

function tell(message: Answer): void {
  process.send?.(message);
}

function answer({ call, argument }: Ask): Promise<unknown> {
  switch (call) {
    case 'dispatch':
      return runtime.dispatch(argument as Parameters<typeof runtime.dispatch>[0]);
    case 'get':
      return runtime.threads.get(argument as Parameters<typeof runtime.threads.get>[0]);
    case 'addProject':
      return runtime.projects.add({ path: argument as string });
    case 'status':
      return runtime.status();
    case 'stop':
      return runtime.stop().then(() => setImmediate(() => process.exit(0)));
  }
}
