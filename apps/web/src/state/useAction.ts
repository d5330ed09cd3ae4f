import { useCallback, useState } from 'react';
import { type Problem, toProblem } from './problem.ts';

/** A call to the server as a button sees it: whether it is under way, and why the last one failed. */
export interface Action<Input extends readonly unknown[]> {
  readonly busy: boolean;
  readonly problem: Problem | undefined;
  /** Resolves to whether it worked; never rejects. */
  run(...input: Input): Promise<boolean>;
  clear(): void;
}

export function useAction<Input extends readonly unknown[]>(call: (...input: Input) => Promise<unknown>): Action<Input> {
  const [running, setRunning] = useState(0);
  const [problem, setProblem] = useState<Problem>();
  const run = async (...input: Input) => {
    setRunning((count) => count + 1);
    setProblem(undefined);
    try {
      await call(...input);
      return true;
    } catch (error) {
      setProblem(toProblem(error));
      return false;
    } finally {
      setRunning((count) => count - 1);
    }
  };
  const clear = useCallback(() => setProblem(undefined), []);
  return { busy: running > 0, problem, run, clear };
}
