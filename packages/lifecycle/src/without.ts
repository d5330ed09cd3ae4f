type KeyOf<T> = T extends unknown ? keyof T : never;
/** `Omit` that keeps a union a union. */
export type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** A copy that has not got these keys: with exact optional types a mark is cleared by leaving it out. */
export function without<T extends object, K extends KeyOf<T>>(value: T, ...keys: readonly K[]): Without<T, K> {
  const left = Object.entries(value).filter(([key]) => !(keys as readonly PropertyKey[]).includes(key));
  return Object.fromEntries(left) as Without<T, K>;
}
