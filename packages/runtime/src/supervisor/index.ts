export { createSupervisor, ownerOf, type Supervisor, type SupervisorOptions } from './supervisor.ts';
export type { SweepReport } from './sweep.ts';
