import { findBuiltin } from '../builtin/catalog.ts';
import { genericAnswer } from '../builtin/generic.ts';
import type { Action, Script } from '../script/action.ts';
import { findScriptText } from '../script/find.ts';
import { parseScript } from '../script/parse.ts';
import { type Auxiliary, auxiliaryKind, compactedTurn, summaryOf, titleOf } from './auxiliary.ts';
import { readConversation } from './conversation.ts';
import type { ChatRequest } from './request.ts';

/** What to answer to one request. */
export interface Plan {
  readonly source: 'script' | 'builtin' | 'generic';
  readonly auxiliary: Auxiliary | undefined;
  /** The script's key, the built-in's name, or `generic`. */
  readonly key: string;
  readonly step: number;
  readonly actions: readonly Action[];
}

/**
 * Decides the answer from the request alone.
 * @throws ScriptError if the prompt carries a script that cannot be played.
 */
export function planAnswer(request: ChatRequest): Plan {
  const auxiliary = auxiliaryKind(request);
  if (auxiliary) return planAuxiliary(request, auxiliary);
  const conversation = readConversation(request.messages);
  const { prompt, step } = conversation;
  const script = scriptIn(prompt);
  if (script) return { source: 'script', auxiliary, key: script.key, step, actions: actionsOfStep(script, step) };
  const builtin = findBuiltin(prompt);
  if (!builtin) return { source: 'generic', auxiliary, key: 'generic', step, actions: genericAnswer(conversation) };
  const missing = builtin.needs.filter((tool) => !request.tools.includes(tool));
  const actions = missing.length > 0 ? lacksTools(missing) : builtin.play(conversation);
  return { source: 'builtin', auxiliary, key: builtin.name, step, actions };
}

function planAuxiliary(request: ChatRequest, auxiliary: Auxiliary): Plan {
  const turn = auxiliary === 'compaction' ? compactedTurn(request) : readConversation(request.messages);
  const script = scriptIn(turn.prompt);
  const before = (auxiliary === 'compaction' ? script?.compaction : script?.title) ?? [];
  const words = auxiliary === 'compaction' ? summaryOf(turn) : titleOf(turn.prompt, script?.key);
  const builtin = script ? undefined : findBuiltin(turn.prompt);
  return {
    source: script ? 'script' : builtin ? 'builtin' : 'generic',
    auxiliary,
    key: script?.key ?? builtin?.name ?? 'generic',
    step: turn.step,
    actions: [...before, { kind: 'text', text: words }],
  };
}

function scriptIn(prompt: string): Script | undefined {
  const json = findScriptText(prompt);
  return json === undefined ? undefined : parseScript(json);
}

function actionsOfStep(script: Script, step: number): readonly Action[] {
  const wanted = script.steps[step];
  if (wanted) return wanted;
  const last = script.steps.at(-1);
  return script.loop && last ? last : [{ kind: 'text', text: `The practice script "${script.key}" has no more steps.` }];
}

function lacksTools(missing: readonly string[]): readonly Action[] {
  const names = missing.map((tool) => `\`${tool}\``).join(', ');
  return [{ kind: 'text', text: `This agent does not offer the tool ${names}, which this practice prompt needs. Choose another agent.` }];
}
