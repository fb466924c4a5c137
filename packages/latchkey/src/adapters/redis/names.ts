/**
 * The names of the keys. What belongs to a user has the user in braces, so that it lies on one node of a cluster; every
 * other operation is on one key. Parts are percent-encoded: none can hold what is between them.
 */
export interface RedisNames {
  readonly user: (id: string) => string
  readonly owned: (userId: string, what: "accounts" | "sessions" | "authenticators") => string
  readonly email: (email: string) => string
  readonly account: (pair: string) => string
  readonly authenticator: (member: string) => string
  readonly session: (hash: string) => string
  readonly token: (identifier: string, token: string) => string
  readonly counter: (key: string) => string
  readonly lease: (key: string) => string
}

const encode = encodeURIComponent

/** Several texts as one, that no other texts make. */
export const pairOf = (first: string, second: string): string =>
  `${encode(first)}:${encode(second)}`

/** A text by itself, which no client takes for a number. */
export const memberOf = (text: string): string => `:${encode(text)}`

/** Whether a key can be named by these: half a surrogate pair would become another text. */
export const nameable = (...texts: string[]): boolean =>
  // oxlint-disable-next-line unicorn/prefer-code-point
  !texts.some((text) => /\p{Surrogate}/u.test(text))

export function namesOf(prefix: string): RedisNames {
  const at = `${prefix}:db`
  return {
    user: (id) => `${at}:{user:${encode(id)}}`,
    owned: (userId, what) => `${at}:{user:${encode(userId)}}:${what}`,
    email: (email) => `${at}:email:${encode(email)}`,
    account: (pair) => `${at}:account:${pair}`,
    authenticator: (member) => `${at}:authenticator${member}`,
    session: (hash) => `${at}:session:${hash}`,
    token: (identifier, token) => `${at}:token:${pairOf(identifier, token)}`,
    counter: (key) => `${at}:counter:${encode(key)}`,
    lease: (key) => `${at}:lease:${encode(key)}`,
  }
}
