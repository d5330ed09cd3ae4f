/** An optional field of an input may be given as `undefined`; inside, an optional field is there or is not. */
type Present<T> = { [K in keyof T]: undefined extends T[K] ? Exclude<T[K], undefined> : T[K] };

/** Takes the fields that are `undefined` away. */
export function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}
