import type { Family } from "./harness/row.ts"

/** Contenders of each room, in the order of the tables: floors, ours, peers. */
export const contenders: Readonly<Record<Family, readonly string[]>> = {
  cookie: [
    "floor-gcm",
    "floor-wire",
    "floor-jose",
    "latchkey-own",
    "latchkey-managed",
    "latchkey-revocable",
    "latchkey-door",
    "auth-core",
    "next-auth-4",
    "next-auth-5",
    "better-auth-compact",
    "better-auth-jwt",
    "better-auth-jwe",
    "iron-session",
  ],
  web: [
    "floor-gcm",
    "floor-wire",
    "latchkey-own",
    "latchkey-door",
    "auth-core",
    "better-auth-jwe",
    "iron-session",
  ],
  middleware: ["floor-wire", "latchkey-own", "latchkey-door", "next-auth-5"],
  credentials: [
    "floor-wire",
    "latchkey-own",
    "latchkey-door",
    "auth-core",
    "next-auth-4",
    "better-auth",
  ],
  oidc: ["floor-wire", "latchkey-own", "latchkey-door", "auth-core", "next-auth-4", "better-auth"],
  database: [
    "floor-driver",
    "floor-drizzle",
    "latchkey-sql",
    "latchkey-drizzle",
    "auth-core-sql",
    "auth-core-drizzle",
    "next-auth-4-sql",
    "next-auth-4-drizzle",
    "next-auth-5-sql",
    "better-auth",
    "better-auth-drizzle",
  ],
}

/** Flags of Node for a room: WebCrypto is what bundlers for the edge pick. */
export const flags: Readonly<Partial<Record<Family, readonly string[]>>> = {
  web: ["--conditions=edge-light"],
}

/** Servers of `node:http`: one that checks nothing, floors, ours, peers. */
export const servers: readonly string[] = [
  "bare",
  "floor-gcm",
  "floor-wire",
  "latchkey-own",
  "latchkey-own-node",
  "latchkey-own-token",
  "latchkey-door",
  "auth-core",
  "next-auth-4",
  "better-auth-compact",
  "better-auth-jwt",
  "better-auth-jwe",
  "iron-session",
]

/** Starts of a process: with a whole server, or with a check alone. */
export const starts: readonly string[] = ["server", "check"].flatMap((way) =>
  [
    "floor-wire",
    "latchkey-own",
    "latchkey-door",
    "auth-core",
    "next-auth-4",
    "better-auth",
    ...(way === "check" ? ["iron-session"] : []),
  ].map((name) => `${name}.${way}`),
)
