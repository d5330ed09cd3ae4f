/** For tests and the page: scripts, the client that steers a running server, and the prompts to offer. Imports nothing of Node. */
export { type PracticePrompt, practicePrompts } from './builtin/prompts.ts';
export { type Deadline, PracticeControl, PracticeControlError } from './control/client.ts';
export type { GateState } from './control/gates.ts';
export type { RequestFilter, SeenRequest } from './control/requests.ts';
export type { Action, Failure, JsonObject, Script } from './script/action.ts';
export {
  drop,
  finish,
  gate,
  hang,
  inBandError,
  junk,
  reasoning,
  ScriptBuilder,
  script,
  status,
  text,
  tool,
  truncate,
  usage,
} from './script/builder.ts';
