/**
 * The packages that bring `@auth/core` to a framework, and how their applications in `interop/frameworks` differ.
 */
export interface Framework {
  /** The folder below `interop/frameworks`. */
  readonly name: string
  /** Where the routes are. */
  readonly basePath: string
  /** What Node is started with. */
  readonly args: readonly string[]
  /** Whether forms carry the token of `/csrf`; else the framework compares `Origin`, and the package says so. */
  readonly csrf: boolean
  /** Its own way to sign in and out by a form on a page, without scripts. */
  readonly forms?: Forms
}

/** Where a form is posted, and with which fields beside those of the provider. */
export interface Forms {
  signIn(provider: string, redirectTo: string): Form
  signOut(redirectTo: string): Form
}

export interface Form {
  readonly path: string
  readonly fields: Record<string, string>
}

export const express: Framework = {
  name: "express",
  basePath: "/auth",
  args: ["server.ts"],
  csrf: true,
}

export const sveltekit: Framework = {
  name: "sveltekit",
  basePath: "/auth",
  args: ["build/index.js"],
  csrf: false,
  forms: {
    signIn: (providerId, redirectTo) => ({ path: "/signin", fields: { providerId, redirectTo } }),
    signOut: (redirectTo) => ({ path: "/signout", fields: { redirectTo } }),
  },
}

export const hono: Framework = {
  name: "hono",
  basePath: "/api/auth",
  args: ["server.ts"],
  csrf: true,
}
