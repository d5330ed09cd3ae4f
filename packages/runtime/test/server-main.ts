/** A server of its own, for tests that kill it: boots the runtime and does what its parent asks over IPC. */
import { createRuntime, type RuntimeOptions } from '../src/index.ts';
import { answerParent } from './parent.ts';

const options: RuntimeOptions = JSON.parse(process.argv[2] ?? '{}');
answerParent(await createRuntime(options));
