/** A JSON object, as it stands in tool arguments and error bodies. */
export type JsonObject = { readonly [name: string]: unknown };

/** How a text reaches the client: in pieces of `chunk` UTF-16 units (default: one piece), the whole `repeat` times. */
export interface Streamed {
  readonly chunk?: number;
  readonly repeat?: number;
  /** Milliseconds before each piece. Only the built-in scripts for people have it; the script language does not. */
  readonly paceMs?: number;
}

/** A failure with `times` happens in the first `times` attempts at its step and is passed over in later ones. */
export interface Failing {
  readonly times?: number;
}

/** One thing the model does within one call. A step is a list of them. */
export type Action =
  | ({ readonly kind: 'text'; readonly text: string } & Streamed)
  | ({ readonly kind: 'reasoning'; readonly text: string } & Streamed)
  | ({ readonly kind: 'tool'; readonly tool: string; readonly args: JsonObject } & Pick<Streamed, 'chunk'>)
  /** Wait until the gate of this name is released. */
  | { readonly kind: 'gate'; readonly gate: string }
  /** Tokens to report; what is left out is estimated. */
  | { readonly kind: 'usage'; readonly input?: number; readonly output?: number; readonly reasoning?: number; readonly cached?: number }
  | { readonly kind: 'finish'; readonly reason: string }
  | Failure;

/** An action that ends the answer at once, unless its `times` are used up. */
export type Failure = Failing &
  (
    | {
        readonly kind: 'status';
        readonly code: number;
        readonly headers?: { readonly [name: string]: string };
        readonly body?: string | JsonObject;
      }
    /** The connection is destroyed. */
    | { readonly kind: 'drop' }
    /** Bytes that are no event of the protocol, then the end. */
    | { readonly kind: 'junk'; readonly raw?: string }
    /** The stream ends properly but says no finish reason. */
    | { readonly kind: 'truncate' }
    /** An error object in place of a chunk, then the end. */
    | { readonly kind: 'error'; readonly message: string; readonly type?: string; readonly code?: string }
    /** Nothing more comes, and the connection stays open. */
    | { readonly kind: 'hang' }
  );

/** A whole script: what the model does in its first, second, … call for one prompt. */
export interface Script {
  /** Names the script in the list of requests and counts its attempts. */
  readonly key: string;
  readonly steps: readonly (readonly Action[])[];
  /** The last step is repeated for ever instead of the closing "no more steps". */
  readonly loop?: boolean;
  /** What happens before the usual answer to a title call. */
  readonly title?: readonly Action[];
  /** What happens before the usual answer to a compaction call. */
  readonly compaction?: readonly Action[];
}

export function isFailure(action: Action): action is Failure {
  switch (action.kind) {
    case 'status':
    case 'drop':
    case 'junk':
    case 'truncate':
    case 'error':
    case 'hang':
      return true;
    case 'text':
    case 'reasoning':
    case 'tool':
    case 'gate':
    case 'usage':
    case 'finish':
      return false;
    default:
      return action satisfies never;
  }
}
