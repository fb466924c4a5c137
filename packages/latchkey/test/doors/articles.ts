/**
 * The code samples of two articles that people follow, by the lines they are at. Each is compiled byte for byte as an
 * application would have it; what a sample leaves to its reader is beside it.
 */
export interface Sample {
  /** What the sample shows. */
  readonly name: string
  /** The start of the article's file name. */
  readonly article: "000" | "001"
  /** First and last line, counted from 1. */
  readonly lines: readonly [number, number]
  /** Where it is put in the application. */
  readonly file: string
  /** The generations it is for. */
  readonly majors: readonly (4 | 5)[]
  /** Lines before the sample that the article leaves out. */
  readonly before?: string
  /** What is no code in the sample, and what its reader puts there. */
  readonly replace?: readonly [string, string]
  /** Other files of the application. */
  readonly beside?: Readonly<Record<string, string>>
}

const setup = `import NextAuth from "next-auth"
export const { handlers, auth, signIn, signOut } = NextAuth({ providers: [] })
`
const db = `import type { PgDatabase } from "drizzle-orm/pg-core"
export declare const db: PgDatabase<any, any>
`

export const samples: readonly Sample[] = [
  {
    // JavaScript: `...args` has no type, which no strict compiler takes in a file of TypeScript's.
    name: "NextAuth(options) is called at each request",
    article: "000",
    lines: [15, 16],
    file: "app/api/auth/[...nextauth]/route.js",
    majors: [4, 5],
    before: 'import NextAuth from "next-auth"\nimport { authOptions } from "@/auth-options"\n',
    beside: { "auth-options.js": "export const authOptions = { providers: [] }\n" },
  },
  {
    name: "auth.ts of v5",
    article: "001",
    lines: [69, 77],
    file: "auth.ts",
    majors: [5],
  },
  {
    name: "pages/api/auth/[...nextauth].ts of v4",
    article: "001",
    lines: [86, 92],
    file: "pages/api/auth/[...nextauth].ts",
    majors: [4, 5],
    replace: ["[...]", "[]"],
  },
  {
    name: "the debug route",
    article: "001",
    lines: [176, 186],
    file: "app/api/debug-auth/route.ts",
    majors: [5],
    beside: { "auth.ts": setup },
  },
  {
    name: "auth.ts with Drizzle",
    article: "001",
    lines: [195, 217],
    file: "auth.ts",
    majors: [5],
    beside: { "db.ts": db },
  },
  {
    name: "the route of the full setup",
    article: "001",
    lines: [218, 220],
    file: "app/api/auth/[...nextauth]/route.ts",
    majors: [5],
    beside: { "auth.ts": setup },
  },
]
