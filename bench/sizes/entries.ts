/** What an application imports of each, by what it is for. */
export interface Entries {
  readonly contender: string
  /** A session check at the edge. */
  readonly check?: string
  /** All routes, and one provider. */
  readonly server?: string
  readonly react?: string
  /** Those that don't bundle for anything but Node. */
  readonly forNode?: readonly ("check" | "server" | "react")[]
}

const github = (path: string): string => `export { default } from "${path}/providers/github"\n`

export const entries: readonly Entries[] = [
  {
    contender: "latchkey-own",
    check: `export { getToken } from "latchkey/jwt"`,
    server: `${github("latchkey")}export { Auth } from "latchkey"`,
    react: `export * from "latchkey/react"`,
  },
  {
    contender: "latchkey-door",
    check: `export { getToken } from "latchkey/doors/v5/jwt"`,
    server: `${github("latchkey")}export { Auth } from "latchkey/doors/core/index"`,
    react: `export * from "latchkey/doors/v5/react"`,
  },
  {
    contender: "auth-core",
    check: `export { getToken } from "@auth/core/jwt"`,
    server: `${github("@auth/core")}export { Auth } from "@auth/core"`,
  },
  {
    contender: "next-auth-4",
    check: `export { getToken } from "next-auth/jwt"`,
    server: `${github("next-auth")}import NextAuth from "next-auth"; export { NextAuth }`,
    react: `export * from "next-auth/react"`,
    forNode: ["check", "server"],
  },
  {
    contender: "next-auth-5",
    server: `${github("next-auth-5")}import NextAuth from "next-auth-5"; export { NextAuth }`,
    react: `export * from "next-auth-5/react"`,
  },
  {
    contender: "better-auth",
    check: `export { getCookieCache } from "better-auth/cookies"`,
    server: `export { betterAuth } from "better-auth"`,
    react: `export { createAuthClient } from "better-auth/react"`,
    forNode: ["server"],
  },
  { contender: "iron-session", check: `export { getIronSession } from "iron-session"` },
]
