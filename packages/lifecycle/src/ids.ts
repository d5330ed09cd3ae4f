/**
 * Branded ids. They are plain strings on the wire; the brand keeps a turn's id from being passed where a thread's is meant.
 * Ids are made by the runtime and come into the rules as arguments, so that the rules stay pure.
 */
type Brand<Name extends string> = string & { readonly __brand: Name };

export type ProjectId = Brand<'ProjectId'>;
export type ThreadId = Brand<'ThreadId'>;
export type TurnId = Brand<'TurnId'>;
/** Also the id under which the prompt is handed to a provider that takes ids of ours (lifecycle.md, rule 33). */
export type MessageId = Brand<'MessageId'>;
/** Derived by the runtime from the provider's own id of the part, so that the same part is the same item after a restart. */
export type ItemId = Brand<'ItemId'>;
export type RequestId = Brand<'RequestId'>;
/** Derived by the runtime from the provider's own name of the task (rule 12). */
export type TaskId = Brand<'TaskId'>;
export type CommandId = Brand<'CommandId'>;
/** SHA-256 of the content, in hex. */
export type BlobId = Brand<'BlobId'>;

/** Milliseconds since 1970. */
export type Millis = number;
