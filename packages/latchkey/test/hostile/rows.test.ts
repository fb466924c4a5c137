/** The rows of the checklists for clients (OpenID Connect Core, RFC 9700, RFC 9207, RFC 7636), each named by its id. */
import { neverAt, tokenAnswers } from "./scenarios/answers.ts"
import { claims } from "./scenarios/claims.ts"
import { documents } from "./scenarios/documents.ts"
import { landings } from "./scenarios/landings.ts"
import { signatures } from "./scenarios/signatures.ts"
import { times } from "./scenarios/times.ts"
import { playAll, provideOp } from "./support/scenario.ts"

const op = provideOp()

playAll("claims", op, claims)
playAll("claims and times", op, times)
playAll("signatures", op, signatures)
playAll("landings", op, landings)
playAll("answers", op, {
  ...neverAt("metadata"),
  ...neverAt("token"),
  ...neverAt("jwks"),
  ...neverAt("userinfo"),
})
playAll("tokens", op, tokenAnswers)
playAll("documents", op, documents)
