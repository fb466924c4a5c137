/**
 * The rooms whose tests are tested, and the tests that have to see a change in them: quick ones, without servers or
 * processes of their own, those of the room first.
 *
 * @module
 */
const src = "packages/latchkey/src"
const test = "packages/latchkey/test"

/** @type {Record<string, { sources: string[], tests: string[] }>} globs */
export const rooms = {
  crypto: {
    sources: [`${src}/crypto/*.ts`],
    tests: [`${src}/crypto/*.test.ts`, `${test}/guards/memos.test.ts`, `${test}/golden/*.test.ts`],
  },
  web: {
    sources: [`${src}/web/*.ts`],
    tests: [
      `${src}/web/*.test.ts`,
      `${test}/throttle/addresses.test.ts`,
      `${test}/pains/{host,base-path,cookies,requests,session-mark}.test.ts`,
      `${test}/advisories/requests.advisories.test.ts`,
    ],
  },
  session: {
    sources: [`${src}/session/*.ts`],
    tests: [
      `${src}/session/*.test.ts`,
      `${test}/golden/*.test.ts`,
      `${test}/guards/{memos,session-check,session-handler}.test.ts`,
      `${test}/pains/{cookies,credentials,session-mark,session-domain}.test.ts`,
      `${test}/advisories/tokens.advisories.test.ts`,
      `${test}/flows/{credentials,register}.flow.test.ts`,
      `${test}/tokens/{rotation,confusion}.test.ts`,
    ],
  },
  oauth: {
    sources: [`${src}/oauth/**/*.ts`],
    tests: [
      // Those that ask a provider of their own over the network last.
      `${src}/oauth/**/!(flow|hostile|refresh).test.ts`,
      `${src}/oauth/{hostile,refresh,flow}.test.ts`,
      `${test}/hostile/{rules,rows,reach,outgoing,logout,refresh,rotation,flows}.test.ts`,
      `${test}/advisories/tokens.advisories.test.ts`,
      `${test}/providers/{options,oidc,oddities,sign-out,mail-services}.test.ts`,
      `${test}/providers.test.ts`,
      `${test}/flows/{oidc,provider-tokens,logout-token}.flow.test.ts`,
    ],
  },
  keys: {
    sources: [`${src}/keys/*.ts`],
    tests: [
      `${src}/keys/*.test.ts`,
      `${test}/golden/*.test.ts`,
      `${test}/tokens/{rotation,confusion,bad-tokens}.test.ts`,
      `${test}/guards/memos.test.ts`,
      `${test}/pains/secret.test.ts`,
    ],
  },
}
