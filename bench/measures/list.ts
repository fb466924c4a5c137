/** All measurements, in the order of the tables. */
import type { Measurement } from "../harness/pace.ts"
import { rowOf } from "../harness/row.ts"
import { bundles } from "./bundles.ts"
import { growth } from "./growth.ts"
import { installs } from "./installs.ts"
import { instances } from "./instances.ts"
import { operations } from "./operations.ts"
import { servers } from "./servers.ts"
import { starts } from "./starts.ts"

const floors = ["floor-gcm", "floor-wire"]
const cookie = { family: "cookie" } as const
const small = "six claims"
const large = "4 kB of claims"

const cookies: readonly Measurement[] = [
  operations({
    id: "decode-small",
    title: `Open a token, ${small}`,
    row: rowOf({ ...cookie, kind: "decode" }),
    floors,
  }),
  operations({
    id: "token-small",
    title: `Token check, ${small}`,
    row: rowOf({ ...cookie, kind: "token" }),
    floors,
    also: ["bytes"],
  }),
  operations({
    id: "token-large",
    title: `Token check, ${large}`,
    row: rowOf({ ...cookie, kind: "token", size: 6 }),
    floors,
  }),
  operations({
    id: "check-small",
    title: `Session check, ${small}`,
    row: rowOf({ ...cookie, kind: "check" }),
    floors,
    also: ["bytes"],
  }),
  operations({
    id: "check-large",
    title: `Session check, ${large}`,
    row: rowOf({ ...cookie, kind: "check", size: 6 }),
    floors,
    also: ["bytes"],
  }),
  operations({
    id: "handler-small",
    title: `GET /session, ${small}`,
    note: "`floor-wire` seals the cookie anew, as Auth.js does.",
    row: rowOf({ ...cookie, kind: "handler" }),
    floors,
    also: ["bytes", "latency"],
  }),
  operations({
    id: "handler-large",
    title: `GET /session, ${large}`,
    row: rowOf({ ...cookie, kind: "handler", size: 6 }),
    floors,
    also: ["bytes"],
  }),
]

const web = (["decode", "token", "check"] as const).map((kind) =>
  operations({
    id: `web-${kind}`,
    title: `${{ decode: "Open a token", token: "Token check", check: "Session check" }[kind]} on WebCrypto only, ${small}`,
    row: rowOf({ family: "web", kind }),
    floors,
  }),
)

const others: readonly Measurement[] = [
  operations({
    id: "middleware",
    title: "Proxy of Next.js around a handler, `auth((request) => …)`",
    row: rowOf({ family: "middleware", kind: "check" }),
    floors: ["floor-wire"],
    also: ["bytes"],
  }),
  operations({
    id: "middleware-large",
    title: `Proxy of Next.js around a handler, ${large}`,
    row: rowOf({ family: "middleware", kind: "check", size: 6 }),
    floors: ["floor-wire"],
  }),
  operations({
    id: "credentials",
    title: "Sign-in by credentials, without a password hash",
    note: "The CSRF token is fetched, the form is sent, the session cookie is set.",
    row: rowOf({ family: "credentials", kind: "sign-in" }),
    floors: ["floor-wire"],
  }),
  operations({
    id: "oidc",
    title: "Sign-in by OpenID Connect (code, PKCE, state, nonce)",
    note: "The provider is a process of its own; most of the CPU is `fetch` of Node, in the floor too.",
    row: rowOf({ family: "oidc", kind: "sign-in" }),
    floors: ["floor-wire"],
    also: ["trips"],
  }),
]

const databases = (["sqlite", "postgres", "pglite"] as const).flatMap((database) =>
  (["check", "handler"] as const).map((kind) => {
    const name = { sqlite: "SQLite", postgres: "PostgreSQL", pglite: "PGlite" }[database]
    // In WebAssembly a million rows take minutes to fill.
    const sessions = database === "pglite" ? 1_000 : 1_000_000
    return operations({
      id: `${database}-${kind}`,
      title: `${kind === "check" ? "Session check" : "GET /session"}, one of ${sessions.toLocaleString("en")} rows in ${name}`,
      row: rowOf({ family: "database", kind, database, sessions }),
      floors: ["floor-driver", "floor-drizzle"],
    })
  }),
)

const checks = ["floor-wire", "latchkey-own", "latchkey-door", "auth-core", "next-auth-4"]
const growths: readonly Measurement[] = [
  growth({
    id: "keys",
    title: "Session check by number of keys, the oldest sealed",
    steps: [1, 2, 4, 8, 16],
    row: (secrets) => rowOf({ ...cookie, kind: "check", secrets }),
    only: ["floor-wire", "latchkey-own", "latchkey-door", "auth-core", "iron-session"],
    per: "last / first",
  }),
  growth({
    id: "providers",
    title: "GET /session by number of providers",
    steps: [1, 10, 100],
    row: (providers) => rowOf({ ...cookie, kind: "handler", providers }),
    only: checks,
    per: "last / first",
  }),
  growth({
    id: "size",
    title: "Token check by kilobytes of the token",
    steps: [0.5, 1, 2, 4, 8, 16],
    row: (size) => rowOf({ ...cookie, kind: "token", size }),
    only: ["floor-gcm", ...checks],
    per: "µs per kB",
  }),
  growth({
    id: "sessions",
    title: "Session check by number of sessions in SQLite",
    steps: [1_000, 1_000_000],
    row: (sessions) => rowOf({ family: "database", kind: "check", database: "sqlite", sessions }),
    only: ["floor-driver", "latchkey-sql", "auth-core-sql"],
    per: "last / first",
  }),
]

export const measurements: readonly Measurement[] = [
  ...cookies,
  ...web,
  ...others,
  ...databases,
  ...growths,
  instances,
  servers,
  starts,
  bundles,
  installs,
]
