/** The names that a type declares, without its index signature. */
type Declared<P> = keyof { [K in keyof P as string extends K ? never : K]: unknown }

/**
 * A profile as Auth.js types it, for code that was written against those types. What our own type knows to be sometimes
 * absent counts as present where it does there, and what our own type says differently, or not at all, is not checked.
 *
 * @example
 * ```ts
 * type Profile = Said<{ id: number; email?: string | null }, "email">
 * // { id: number; email: string; [member: string]: any }
 * ```
 */
export type Said<P, Sure extends Declared<P> = never, Other extends PropertyKey = never> = {
  [K in keyof P as string extends K ? never : K extends Sure | Other ? never : K]: P[K]
} & { [K in Sure]-?: NonNullable<P[K]> } & { [K in Other]: any } & { [member: string]: any }
