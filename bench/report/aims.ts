/** What Latchkey is held to: a figure of ours, of which row, and at most (or at least) what; or a figure to know. */
export interface Aim {
  readonly title: string
  readonly section: string
  readonly column: string
  readonly contender: string
  /** Also shown, without an aim: how far others are. */
  readonly peers: readonly string[]
  readonly most?: number
  readonly least?: number
  /** What comes after the figure. */
  readonly unit?: "×" | "%" | "ms" | "MB" | "kB" | "µs"
}

const own = "latchkey-own"
const door = "latchkey-door"
const cookies = ["auth-core", "next-auth-4", "better-auth-jwe", "better-auth-jwt", "iron-session"]
const signIns = ["auth-core", "next-auth-4", "better-auth"]
const stores = [
  "auth-core-sql",
  "auth-core-drizzle",
  "next-auth-4-sql",
  "next-auth-4-drizzle",
  "next-auth-5-sql",
  "better-auth",
  "better-auth-drizzle",
]
const gcm = "x floor-gcm"
const wire = "x floor-wire"

type Rest = Partial<Aim>
const times = (
  title: string,
  section: string,
  contender: string,
  column: string,
  most: number,
  rest: Rest = {},
): Aim => ({
  title,
  section,
  contender,
  column,
  most,
  peers: cookies,
  unit: "×",
  ...rest,
})

export const aims: readonly Aim[] = [
  times("session check, own format", "check-small", own, gcm, 2),
  times("session check, Auth.js's format", "check-small", door, wire, 1.5),
  times("token check, Auth.js's format", "token-small", door, wire, 1.2),
  times("the same, 4 kB of claims", "token-large", door, wire, 1.1),
  times("`GET /session`, Auth.js's format", "handler-small", door, wire, 1.25),
  times("the same, 4 kB of claims", "handler-large", door, wire, 1.15),
  times("`GET /session`, p99 over p50, own format", "handler-small", own, "tail", 1.1),
  times("the same, Auth.js's format", "handler-small", door, "tail", 1.1),
  times("proxy of Next.js, own format", "middleware", own, wire, 1.5, { peers: ["next-auth-5"] }),
  times("proxy of Next.js, Auth.js's format", "middleware", door, wire, 1.5, {
    peers: ["next-auth-5"],
  }),
  times("token check on WebCrypto only, own format", "web-token", own, gcm, 1.1),
  times("the same, Auth.js's format", "web-token", door, wire, 1.1),
  ...[
    [own, 58],
    [door, 46],
  ].map(([contender, least]) => ({
    title: `share of a \`node:http\` server kept, ${contender === own ? "own format" : "Auth.js's format"}`,
    section: "server",
    column: "share of CPU",
    contender: contender as string,
    least: least as number,
    peers: [...cookies, "better-auth-compact"],
    unit: "%" as const,
  })),
  times("SQLite, `GET /session`", "sqlite-handler", "latchkey-sql", "x floor-driver", 1.5, {
    peers: stores,
  }),
  times("SQLite, session check", "sqlite-check", "latchkey-sql", "x floor-driver", 2, {
    peers: stores,
  }),
  times(
    "SQLite, session check by Drizzle, over its own query",
    "sqlite-check",
    "latchkey-drizzle",
    "x floor-drizzle",
    1,
    { peers: stores },
  ),
  times("PostgreSQL, session check", "postgres-check", "latchkey-sql", "x floor-driver", 1.3, {
    peers: stores,
  }),
  times("PGlite, `GET /session`", "pglite-handler", "latchkey-sql", "x floor-driver", 1.05, {
    peers: stores,
  }),
  times("sign-in by credentials", "credentials", own, wire, 1.3, { peers: signIns }),
  times("sign-in by OpenID Connect, CPU", "oidc", own, wire, 1.4, { peers: signIns }),
  {
    title: "the same, trips to a warm provider",
    section: "oidc",
    column: "warm",
    contender: own,
    most: 1,
    peers: signIns,
  },
  {
    title: "the same, with the provider 25 ms away",
    section: "oidc",
    column: "far",
    contender: own,
    most: 31,
    peers: signIns,
    unit: "ms",
  },
  // Over what Node takes for `Request`, `Response` and `node:crypto`: the floor of the same run has to start these too.
  ...(["server", "check"] as const).flatMap((way): Aim[] => {
    const contender = `${own}.${way}`
    const peers = [...signIns, ...(way === "check" ? ["iron-session"] : [])].map(
      (name) => `${name}.${way}`,
    )
    const title = `start of a process, ${way === "check" ? "check only" : "server"}, CPU`
    const base = { section: "start", contender, peers }
    const most = way === "check" ? 1.11 : 1.23
    const time: Aim = { ...base, title, column: "cpu x floor", most, unit: "×" }
    if (way === "check") return [time]
    return [
      time,
      { ...base, title: "the same, files of JavaScript", column: "files", most: 10 },
      { ...base, title: "the same, memory", column: "peak over", most: 11, unit: "MB" },
    ]
  }),
  {
    title: "allocated by a session check",
    section: "check-small",
    column: "kilobytes",
    contender: own,
    most: 6,
    peers: cookies,
    unit: "kB",
  },
  {
    title: "allocated by `GET /session`",
    section: "handler-small",
    column: "kilobytes",
    contender: own,
    most: 28,
    peers: cookies,
    unit: "kB",
  },
  times("session check, 16 keys over 1, the oldest sealed", "keys", own, "last / first", 1.05),
  times("`GET /session`, 100 providers over 1", "providers", own, "last / first", 1.05),
  ...["postgres", "redis"].flatMap((push): Aim[] => {
    const name = push === "redis" ? "Redis" : "PostgreSQL"
    const base = { section: "instances", contender: `latchkey-${push}`, peers: [] }
    const title = `a revoked session, until 16 instances refuse it, ${name}`
    return [
      { ...base, title, column: "ms 16", unit: "ms" },
      {
        ...base,
        title: "the same, session check, 16 instances over 2",
        column: "last / first",
        unit: "×",
      },
    ]
  }),
  {
    title: "token check, each kB more",
    section: "size",
    column: "µs per kB",
    contender: own,
    most: 2.2,
    peers: cookies,
    unit: "µs",
  },
  {
    title: "bundle, check only",
    section: "bundle",
    column: "check",
    contender: own,
    most: 3,
    peers: [...signIns, "iron-session"],
    unit: "kB",
  },
  {
    title: "bundle, `Auth` and GitHub",
    section: "bundle",
    column: "server",
    contender: own,
    most: 25,
    peers: signIns,
    unit: "kB",
  },
  {
    title: "the same, with what a sign-in loads",
    section: "bundle",
    column: "sign-in",
    contender: own,
    most: 25,
    peers: signIns,
    unit: "kB",
  },
  {
    title: "bundle, React",
    section: "bundle",
    column: "react",
    contender: own,
    most: 2.5,
    peers: ["next-auth-5", ...signIns],
    unit: "kB",
  },
  {
    title: "install, packages",
    section: "install",
    column: "packages",
    contender: own,
    most: 3,
    peers: signIns,
  },
  {
    title: "install, MB",
    section: "install",
    column: "megabytes",
    contender: own,
    most: 2,
    peers: signIns,
    unit: "MB",
  },
]
