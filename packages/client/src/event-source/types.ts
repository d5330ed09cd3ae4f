/** How a stream is opened here: with the browser's EventSource, or with one that Node lacks. */
export type OpenStream = (
  headers: Record<string, string>,
  fetch: typeof globalThis.fetch,
) => { readonly EventSource: typeof EventSource; readonly options: EventSourceInit };
