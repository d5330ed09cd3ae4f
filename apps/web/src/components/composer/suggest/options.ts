import { useEffect, useState } from 'react';
import { port } from '../../../state/workbench.ts';
import { mentionOf, type Trigger } from './trigger.ts';
import type { Source } from './useTrigger.ts';

export interface Option {
  readonly key: string;
  readonly name: string;
  /** Beside it, in grey. */
  readonly about: string;
  /** What is written for it. */
  readonly words: string;
}

export interface Options {
  readonly state: 'asking' | 'here' | 'failed';
  readonly options: readonly Option[];
  /** More files than are looked at. */
  readonly cut: boolean;
}

/** The server is asked once nothing was typed for so long, in ms. */
const pause = 60;
const shown = 50;
const asking: Options = { state: 'asking', options: [], cut: false };
const failed: Options = { state: 'failed', options: [], cut: false };

/** What fits. While an answer is under way, what of the last one still fits. */
export function useOptions({ kind, query }: Trigger, { projectId, provider }: Source): Options {
  const [told, setTold] = useState(asking);
  // Commands are asked for once: the list is short and whole.
  const sought = kind === 'file' ? query : '';
  useEffect(() => {
    let left = false;
    const ask = kind === 'file' ? files(projectId, sought) : commands(projectId, provider);
    const timer = setTimeout(async () => {
      const answer = await ask().catch(() => failed);
      if (!left) setTold(answer);
    }, pause);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [kind, sought, projectId, provider]);
  return { ...told, options: told.options.filter((option) => fits(kind, option, query)).slice(0, shown) };
}

const files = (projectId: Source['projectId'], query: string) => async (): Promise<Options> => {
  const found = await port().findFiles(projectId, query);
  return { state: 'here', options: found.files.map(({ path }) => fileOption(path)), cut: !found.whole };
};

const commands = (projectId: Source['projectId'], provider: string) => async (): Promise<Options> => {
  const found = await port().listCommands(projectId, provider);
  return { state: 'here', options: found.map(({ name, description = '' }) => commandOption(name, description)), cut: false };
};

function fileOption(path: string): Option {
  const at = path.lastIndexOf('/') + 1;
  return { key: path, name: path.slice(at), about: path.slice(0, Math.max(0, at - 1)), words: mentionOf(path) };
}

function commandOption(name: string, description: string): Option {
  return { key: name, name: `/${name}`, about: description, words: `/${name} ` };
}

function fits(kind: Trigger['kind'], option: Option, query: string): boolean {
  const sought = query.toLowerCase();
  if (kind === 'command') return option.key.toLowerCase().includes(sought);
  let rest = option.key.toLowerCase();
  for (const letter of sought) {
    const at = rest.indexOf(letter);
    if (at < 0) return false;
    rest = rest.slice(at + 1);
  }
  return true;
}
