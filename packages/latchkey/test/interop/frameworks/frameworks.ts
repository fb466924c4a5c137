/**
 * The packages that bring `@auth/core` to a framework, and how their applications in `interop/frameworks` differ.
 */
export interface Framework {
  /** The folder below `interop/frameworks`. */
  readonly name: string
  /** What brings `@auth/core` there. */
  readonly package: string
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
  package: "@auth/express",
  basePath: "/auth",
  args: ["server.ts"],
  csrf: true,
}

export const sveltekit: Framework = {
  name: "sveltekit",
  package: "@auth/sveltekit",
  basePath: "/auth",
  args: ["build/index.js"],
  csrf: false,
  forms: { prefix: "" },
}

export const hono: Framework = {
  name: "hono",
  package: "@hono/auth-js",
  basePath: "/api/auth",
  args: ["server.ts"],
  csrf: true,
}

export const qwik: Framework = {
  name: "qwik",
  package: "@auth/qwik",
  basePath: "/auth",
  args: ["server/entry.server.js"],
  csrf: false,
  unguarded: true,
  forms: { prefix: "options." },
}

export const solidStart: Framework = {
  name: "solid-start",
  package: "@auth/solid-start",
  basePath: "/api/auth",
  args: [".output/server/index.mjs"],
  csrf: true,
}
