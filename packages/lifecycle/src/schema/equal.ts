/** True when each type can stand for the other. */
export type Equal<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
/** Does not compile unless it is given `true`. */
export type Expect<T extends true> = T;
