import type { Budget } from './system.ts';

const nothing: Budget = {
  wire: 3,
  sends: 0,
  interrupts: 0,
  sessionStops: 0,
  serverCrashes: 0,
  agentCrashes: 0,
  requests: 0,
  items: 0,
  unknowns: 0,
  doubles: 0,
  gaps: 0,
  blinds: 0,
  refusals: 0,
  silences: 0,
  failures: 0,
  pauses: 0,
  foreign: 0,
  unnamed: 0,
  resumes: 0,
  steers: 0,
  urgents: 0,
  tasks: 0,
  taskStops: 0,
  releases: 0,
  edits: 0,
  starts: 0,
  rewinds: 0,
};

/** Narrow: each asks one question to its end. Together they take two minutes. */
const small = {
  content: { ...nothing, sends: 1, requests: 1, items: 1 },
  crashes: { ...nothing, sends: 1, serverCrashes: 1, agentCrashes: 1, silences: 1 },
  stop: { ...nothing, sends: 1, interrupts: 1, silences: 1 },
  gap: { ...nothing, sends: 1, interrupts: 1, gaps: 1, failures: 1 },
  silence: { ...nothing, sends: 1, unknowns: 1, blinds: 1, pauses: 1 },
  endings: { ...nothing, sends: 1, failures: 1, unnamed: 1 },
  echoes: { ...nothing, sends: 1, doubles: 1 },
  refusals: { ...nothing, sends: 1, interrupts: 1, refusals: 1 },
  leaving: { ...nothing, sends: 1, sessionStops: 1, silences: 1 },
  foreign: { ...nothing, sends: 1, interrupts: 1, foreign: 1 },
  queue: { ...nothing, sends: 2, edits: 1 },
  steer: { ...nothing, sends: 1, steers: 1, silences: 1 },
  'steer refused': { ...nothing, sends: 1, steers: 1, refusals: 1 },
  'steer, stop': { ...nothing, sends: 1, steers: 1, interrupts: 1 },
  'steer, crash': { ...nothing, sends: 1, steers: 1, serverCrashes: 1 },
  urgent: { ...nothing, sends: 1, urgents: 1 },
  task: { ...nothing, sends: 1, tasks: 1, taskStops: 1, refusals: 1 },
  'task, crashes': { ...nothing, sends: 1, tasks: 1, serverCrashes: 1, agentCrashes: 1 },
  ahead: { ...nothing, sends: 1, starts: 1, refusals: 1, silences: 1 },
  release: { ...nothing, sends: 1, tasks: 1, releases: 1 },
  rewind: { ...nothing, sends: 2, rewinds: 2, silences: 1 },
  'rewind refused': { ...nothing, sends: 1, rewinds: 2, refusals: 1 },
  'rewind, crashes': { ...nothing, sends: 1, rewinds: 2, serverCrashes: 1, agentCrashes: 1, starts: 1 },
  'rewind, foreign': { ...nothing, sends: 1, rewinds: 2, foreign: 1 },
  'rewind, stops': { ...nothing, sends: 1, rewinds: 1, interrupts: 1, sessionStops: 1, starts: 1 },
} satisfies Record<string, Budget>;

/** Wider: walked by hand, their figures stand in docs/explorer.md. */
const full = {
  /** All of it at once: two turns of which one waits, two epochs, requests and interrupts, a task, a crash of each side. */
  whole: { ...nothing, wire: 1, sends: 2, requests: 2, tasks: 1, serverCrashes: 1, agentCrashes: 1, interrupts: 2 },
  crashes: { ...nothing, sends: 1, interrupts: 1, serverCrashes: 1, agentCrashes: 1, silences: 1 },
  stop: { ...nothing, sends: 1, interrupts: 1, serverCrashes: 1, silences: 1 },
  endings: { ...nothing, sends: 1, interrupts: 1, failures: 1, unnamed: 1 },
  refusals: { ...nothing, sends: 1, interrupts: 2, sessionStops: 1, refusals: 1 },
  content: { ...nothing, sends: 1, interrupts: 1, requests: 2, items: 1 },
  foreign: { ...nothing, sends: 1, interrupts: 1, foreign: 1, doubles: 1 },
  echoes: { ...nothing, sends: 2, doubles: 1 },
  queue: { ...nothing, sends: 2, failures: 1, resumes: 1, edits: 1 },
  next: { ...nothing, sends: 2, interrupts: 1, edits: 1 },
  'next, crashes': { ...nothing, sends: 2, serverCrashes: 1, agentCrashes: 1 },
  'steer twice': { ...nothing, sends: 1, steers: 2, silences: 1 },
  'steer, gap': { ...nothing, sends: 1, steers: 1, gaps: 1, interrupts: 1 },
  'steer, crashes': { ...nothing, sends: 1, steers: 1, serverCrashes: 1, agentCrashes: 1 },
  'steer, foreign': { ...nothing, sends: 1, steers: 1, foreign: 1 },
  'urgent, crashes': { ...nothing, sends: 1, urgents: 1, serverCrashes: 1, agentCrashes: 1 },
} satisfies Record<string, Budget>;

/** How often each thing may happen. */
export const scopes: Readonly<Record<'small' | 'full', Readonly<Record<string, Budget>>>> = { small, full };
