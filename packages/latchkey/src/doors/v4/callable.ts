/** A function that is also the module it is the default export of. */
export type Callable<F, Named extends object = object> = F & Named & { readonly default: F }

/**
 * Makes a default export that is right however it is imported. NextAuth 4 is CommonJS, so its users have written
 * `import x from`, `require(…).default` and, in ES modules of Node's, `x.default(…)`; all three are to be the function.
 *
 * @example
 * ```ts
 * export default callable(GitHub)
 * ```
 */
export function callable<F extends (...args: any[]) => unknown, Named extends object = object>(
  main: F,
  named?: Named,
): Callable<F, Named> {
  const own = (...args: unknown[]): unknown => main(...args)
  Object.defineProperties(own, {
    name: { value: main.name },
    default: { value: own },
    __esModule: { value: true },
  })
  return Object.assign(own, named) as unknown as Callable<F, Named>
}
