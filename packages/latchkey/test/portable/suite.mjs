/**
 * The core flows without a test runner, for runtimes where none runs. Nothing is imported but files of this folder,
 * which import nothing: all else is given.
 *
 * @module
 */
import { credentialsCases } from "./cases/credentials.mjs"
import { emailCases } from "./cases/email.mjs"
import { formatCases } from "./cases/formats.mjs"
import { keyCases } from "./cases/keys.mjs"
import { oidcCases } from "./cases/oidc.mjs"
import { routeCases } from "./cases/routes.mjs"
import { sessionCases } from "./cases/session.mjs"
import { browserClass } from "./kit/browser.mjs"

/**
 * @param {import("./suite.d.mts").Library} lib the built package, or its sources
 * @param {import("./suite.d.mts").Assert} assert as of `node:assert/strict`, as far as it is used
 * @returns {import("./suite.d.mts").Case[]}
 */
export function suite(lib, assert) {
  const kit = { ...lib, assert, Browser: browserClass(lib.Auth) }
  return [
    ...credentialsCases(kit),
    ...sessionCases(kit),
    ...formatCases(kit),
    ...keyCases(kit),
    ...emailCases(kit),
    ...oidcCases(kit),
    ...routeCases(kit),
  ]
}
