/** Contenders, as a reader knows them. */
const names: Readonly<Record<string, string>> = {
  "latchkey-own": "Latchkey",
  "latchkey-door": "Latchkey, Auth.js's format",
  "latchkey-postgres": "Latchkey, PostgreSQL",
  "latchkey-redis": "Latchkey, Redis",
  "auth-core": "Auth.js",
  "auth-core-sql": "Auth.js, bare SQL",
  "auth-core-drizzle": "Auth.js, Drizzle",
  "next-auth-4": "NextAuth 4",
  "next-auth-4-sql": "NextAuth 4, bare SQL",
  "next-auth-4-drizzle": "NextAuth 4, Drizzle",
  "next-auth-5": "next-auth 5",
  "next-auth-5-sql": "next-auth 5, bare SQL",
  "better-auth": "Better Auth",
  "better-auth-drizzle": "Better Auth, Drizzle",
  "better-auth-compact": "Better Auth, compact",
  "better-auth-jwt": "Better Auth, jwt",
  "better-auth-jwe": "Better Auth, jwe",
  "floor-gcm": "by hand, AES-GCM",
  "floor-wire": "by hand, Auth.js's format",
}

/** Starts have the way behind a dot. */
export function nameOf(contender: string): string {
  const [name] = contender.split(".") as [string]
  return names[name] ?? name
}
