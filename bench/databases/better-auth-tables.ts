const others = {
  account: `"accountId" text, "providerId" text, "userId" text, "accessToken" text, "refreshToken" text, "idToken" text,
    "accessTokenExpiresAt" TIME, "refreshTokenExpiresAt" TIME, scope text, password text`,
  verification: `identifier text, value text, "expiresAt" TIME`,
}

/** The tables of Better Auth that no check reads, and without which it checks nothing. */
export function otherTables(time: "text" | "timestamptz"): string[] {
  return Object.entries(others).map(
    ([name, columns]) =>
      `CREATE TABLE "${name}" (id text PRIMARY KEY, ${columns.replaceAll("TIME", time)},
         "createdAt" ${time}, "updatedAt" ${time})`,
  )
}
