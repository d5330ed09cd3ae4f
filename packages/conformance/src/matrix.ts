import type { Scenario } from './scenario.ts';
import { agentCrashScenarios } from './scenarios/agent-crash.ts';
import { directoryScenarios } from './scenarios/directory.ts';
import { forkScenarios } from './scenarios/fork.ts';
import { gapScenarios } from './scenarios/gap.ts';
import { plumblineCrashScenarios } from './scenarios/plumbline-crash.ts';
import { queueScenarios } from './scenarios/queue.ts';
import { requestScenarios } from './scenarios/request.ts';
import { rewindScenarios } from './scenarios/rewind.ts';
import { settingsScenarios } from './scenarios/settings.ts';
import { steerScenarios } from './scenarios/steer.ts';
import { stopScenarios } from './scenarios/stop.ts';
import { taskScenarios } from './scenarios/tasks.ts';
import { threadScenarios } from './scenarios/thread.ts';
import { troubleScenarios } from './scenarios/trouble.ts';
import { turnScenarios } from './scenarios/turn.ts';

/** Every scenario, in the order of docs/conformance.md: what kills nothing first. */
export const matrix: readonly Scenario[] = [
  ...turnScenarios,
  ...requestScenarios,
  ...stopScenarios,
  ...steerScenarios,
  ...queueScenarios,
  ...taskScenarios,
  ...settingsScenarios,
  ...forkScenarios,
  ...rewindScenarios,
  ...gapScenarios,
  ...troubleScenarios,
  ...directoryScenarios,
  ...threadScenarios,
  ...agentCrashScenarios,
  ...plumblineCrashScenarios,
];
