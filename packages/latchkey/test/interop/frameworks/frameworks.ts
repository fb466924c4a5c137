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
  /** The framework compares `Origin` for its pages only: for our routes nobody does, until they are ours. */
  readonly unguarded?: true
  /** Its own way to sign in and out: the one form on the page `/`, which works without scripts. */
  readonly forms?: Forms
}

export interface Forms {
  /** Before the name of a field that the provider reads. */
  readonly prefix: "" | "options."
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
  forms: { prefix: "" },
}

export const hono: Framework = {
  name: "hono",
  basePath: "/api/auth",
  args: ["server.ts"],
  csrf: true,
}

export const qwik: Framework = {
  name: "qwik",
  basePath: "/auth",
  args: ["server/entry.server.js"],
  csrf: false,
  unguarded: true,
  forms: { prefix: "options." },
}
