import type {
  AssistantMessage,
  Event,
  Message,
  Part,
  PermissionRequest,
  QuestionRequest,
  Session,
  SessionStatus,
  SnapshotFileDiff,
  UserMessage,
} from '@opencode-ai/sdk/v2/types';

/**
 * OpenCode's own words, taken from the types of its SDK. Only types are used: the calls are ours, so that each has a
 * deadline and each connection can be watched.
 */
export type {
  AssistantMessage,
  Event,
  Message,
  Part,
  PermissionRequest,
  QuestionRequest,
  Session,
  SessionStatus,
  SnapshotFileDiff,
  UserMessage,
};

/** A message with its parts, as the history tells it. */
export interface HistoryMessage {
  readonly info: Message;
  readonly parts: readonly Part[];
}

/** One item of the global stream. */
export interface StreamItem {
  readonly directory?: string;
  readonly payload: { readonly type: string; readonly properties?: unknown };
}

export type EventOf<Kind extends Event['type']> = Extract<Event, { type: Kind }>;
export type PartOf<Kind extends Part['type']> = Extract<Part, { type: Kind }>;
