import { z } from 'zod';

/** Of the shape below. A field that is added leaves it as it is; a field that changes its meaning or goes makes it one more. */
export const exportVersion = 1;

const text = z.string();
/** Milliseconds since 1970. */
const at = z.number();
const count = z.number();

const failure = z.object({ code: text, message: text, retryable: z.boolean() });

const ofItem = {
  itemId: text,
  /** The tool call whose sub-agent did it. */
  parentId: text.optional(),
  /** `partial`: it ends unfinished. `streaming`: it was under way when the file was made. */
  status: z.enum(['streaming', 'done', 'partial']),
  createdAt: at,
  completedAt: at.optional(),
};

const item = z.discriminatedUnion('kind', [
  z.object({
    kind: z.enum(['user', 'assistant', 'reasoning', 'plan', 'notice']),
    text,
    /** Files that went with a user's message; their content is not in the export. Sizes in bytes. */
    attachments: z.array(z.object({ name: text, mime: text, bytes: count })).optional(),
    ...ofItem,
  }),
  z.object({
    kind: z.literal('tool'),
    tool: text,
    title: text,
    input: z.unknown(),
    result: z.enum(['pending', 'running', 'ok', 'failed', 'denied', 'cancelled']),
    /** At most 8 kB of it; `bytes` is the size of the whole, and `whole` says whether the preview is all of it. */
    output: z.object({ preview: text, bytes: count, whole: z.boolean() }),
    exitCode: z.number().optional(),
    note: text.optional(),
    /** A unified patch of what it changed. */
    patch: text.optional(),
    ...ofItem,
  }),
]);

const request = z.object({
  requestId: text,
  kind: z.enum(['permission', 'question', 'unknown']),
  state: z.enum(['open', 'answering', 'resolved', 'expired']),
  title: text,
  detail: text,
  questions: z.array(z.object({ id: text, text })).optional(),
  answer: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('decision'), decision: text, message: text.optional() }),
      z.object({ kind: z.literal('answers'), answers: z.array(z.array(text)) }),
    ])
    .optional(),
  openedAt: at,
  endedAt: at.optional(),
});

const turn = z.object({
  turnId: text,
  number: z.int().min(1),
  state: z.enum(['pending', 'running', 'completed', 'interrupted', 'error']),
  /** `provider`: the agent began it by itself. */
  origin: z.enum(['user', 'provider']),
  requestedAt: at,
  startedAt: at.optional(),
  completedAt: at.optional(),
  cause: text.optional(),
  /** The outcome was deduced, not told. */
  inferred: z.literal(true).optional(),
  failure: failure.optional(),
  /** Tokens; `cost` in US dollars. */
  usage: z.object({ input: count, output: count, reasoning: count, cacheRead: count, cacheWrite: count, cost: count }).optional(),
  changes: z.object({ files: count, added: count, removed: count }).optional(),
  /** The turns of these numbers were rewound when it began: the agent did not have them any more. */
  rewound: z.object({ from: z.int(), to: z.int() }).optional(),
  items: z.array(item),
  requests: z.array(request),
});

/** A thread as `GET /api/threads/{threadId}/export?as=json` gives it. Ids of providers are not in it. */
export const threadExport = z.object({
  format: z.literal('plumbline.thread'),
  version: z.literal(exportVersion),
  exportedAt: at,
  thread: z.object({
    threadId: text,
    title: text,
    project: z.object({ projectId: text, title: text }).nullable(),
    settings: z.object({ provider: text, model: text, agent: text.optional(), access: text.optional() }),
    createdAt: at,
    lastActivityAt: at,
    archivedAt: at.optional(),
    /** So many of the newest turns are rewound, and may come back. */
    rewoundTurns: count.optional(),
    /** Events of the thread so far: of two files of one thread, the one with the larger number is the newer. */
    version: count,
  }),
  /** Oldest first. */
  turns: z.array(turn),
  /** Messages that had not been handed over. */
  waiting: z.array(z.object({ messageId: text, text, state: text, acceptedAt: at })),
});

export type ThreadExport = z.infer<typeof threadExport>;
export type ExportedTurn = ThreadExport['turns'][number];
export type ExportedItem = ExportedTurn['items'][number];
export type ExportedRequest = ExportedTurn['requests'][number];
