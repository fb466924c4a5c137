import type { StandIn } from "./stand-in.ts"

/**
 * The module of `latchkey` behind what a specifier names; undefined where there is none. It is the very module that the
 * package in between hands on, so nothing behaves otherwise: what differs by generation goes with the module.
 *
 * @example
 * ```ts
 * ownPath("next-auth/jwt", nextAuth5) // "latchkey/doors/v5/jwt"
 * ```
 */
export function ownPath(
  specifier: string,
  { standsFor, paths, providers }: StandIn,
): string | undefined {
  const path = `.${specifier.slice(standsFor.length)}`
  if (Object.hasOwn(paths, path)) return paths[path]
  const provider = /^\.\/providers\/([\w-]+)$/.exec(path)?.[1]
  if (provider === undefined || !providers.split(" ").includes(provider)) return undefined
  return `latchkey/providers/${provider}`
}

/** What a type of that module is called in `latchkey`, by the names it has there. */
export function ownTypes(
  specifier: string,
  { standsFor, types }: StandIn,
): Readonly<Record<string, string>> {
  return types[`.${specifier.slice(standsFor.length)}`] ?? {}
}
