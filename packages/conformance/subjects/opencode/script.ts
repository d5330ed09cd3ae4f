import { join } from 'node:path';
import {
  type Action,
  drop,
  gate,
  inBandError,
  junk,
  reasoning,
  type ScriptBuilder,
  script,
  status,
  text,
  tool,
  truncate,
  usage,
} from '@plumbline/practice-model';
import type { Act, Play, Trouble } from '../../src/play.ts';
import type { Workplace } from '../work.ts';

/** Where the files of a play are, and its commands. */
export interface Places {
  readonly directory: string;
  readonly work: Workplace;
}

/** More than the practice model's context of 200,000 tokens leaves room for. */
const fullContext = 195_000;

/** The play as a script of the practice model. */
export function scriptOf(play: Play, places: Places): ScriptBuilder {
  const steps = play.steps.reduce((made, acts) => made.step(...acts.map((act) => actionOf(act, places))), script(play.key));
  return play.forever ? steps.loop() : steps;
}

function actionOf(act: Act, places: Places): Action {
  switch (act.act) {
    case 'say':
      return text(act.text, chunked(act));
    case 'think':
      return reasoning(act.text, chunked(act));
    case 'wait':
      return gate(act.gate);
    case 'work':
      return tool('bash', { command: places.work.command(act.gate), description: 'Work', timeout: 600_000 });
    case 'leave':
      return tool('bash', { command: places.work.background(act.gate, act.deaf), description: 'Leave running' });
    case 'run':
      return tool('bash', { command: act.command, description: 'Run' });
    case 'edit':
      return tool('write', { filePath: join(places.directory, act.file), content: act.text });
    case 'ask': {
      const options = act.options.map((label) => ({ label, description: label }));
      return tool('question', { questions: [{ question: act.question, header: 'Question', options }] });
    }
    case 'delegate': {
      const prompt = scriptOf(act.play, places).toPrompt();
      return tool('task', { description: 'Delegated', subagent_type: 'general', prompt });
    }
    case 'fail':
      return failureOf(act.trouble, act.times === undefined ? {} : { times: act.times });
    case 'fill':
      return usage({ input: fullContext });
  }
}

/** The pieces in which a text is sent. */
function chunked({ text: whole, pieces }: { readonly text: string; readonly pieces?: number }): { chunk?: number } {
  return pieces === undefined ? {} : { chunk: Math.max(1, Math.ceil(whole.length / pieces)) };
}

function failureOf(trouble: Trouble, options: { times?: number }): Action {
  switch (trouble) {
    case 'signed-out':
      return status(401, { body: { error: { message: 'no such key' } }, ...options });
    case 'refused':
      return status(400, { body: { error: { message: 'not like this' } }, ...options });
    case 'broken':
      return status(500, options);
    case 'limited':
      return status(429, options);
    case 'told':
      return inBandError('the model is unwell', options);
    case 'cut-short':
      return truncate(options);
    case 'no-protocol':
      return junk(options);
    case 'connection-lost':
      return drop(options);
  }
}
