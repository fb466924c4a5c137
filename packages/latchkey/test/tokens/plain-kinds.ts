import { legacySecrets } from "../../src/actions/csrf.ts"
import { makeLegacyMailToken, makeMailToken, storedForms } from "../../src/email/token.ts"
import * as own from "../../src/jwt/index.ts"
import * as v4 from "../../src/doors/v4/jwt.ts"
import * as v5 from "../../src/doors/v5/jwt.ts"
import { TokenNotOpened } from "../../src/jwt/codec.ts"
import { accountContext, type AccountSecret } from "../../src/keys/data/account-tokens.ts"
import { openData, sealData } from "../../src/keys/data/seal-data.ts"
import { checkProbeToken, makeProbeToken } from "../../src/keys/probe-token.ts"
import type { Ring } from "../../src/keys/ring.ts"
import { publicSessionId } from "../../src/session/public-id.ts"
import { randomToken } from "../../src/crypto/index.ts"
import { HOST, requestOf, SECRET } from "./door.ts"
import type { Kind } from "./kind.ts"

const ringOf = async (): Promise<Ring> => (await requestOf("own").keys()).ring

const IDENTIFIER = "a@b.example"

/** One was mailed; another is taken for it if the same is stored. */
function mailed(
  name: string,
  make: (ring: Ring) => Promise<{ mailed: string; stored: string }>,
): Kind {
  const given = ringOf().then(make)
  return {
    name,
    family: name,
    make: async () => (await given).mailed,
    accepts: async (token) => {
      const ring = await ringOf()
      const forms = await storedForms(ring, IDENTIFIER, token, legacySecrets(ring))
      return forms.includes((await given).stored)
    },
  }
}

const place = { provider: "acme", providerAccountId: "1" }

function stored(field: AccountSecret): Kind {
  const context = accountContext(place, field)
  return {
    name: `sealed ${field} of an account`,
    family: `data ${field}`,
    make: async () => sealData(await ringOf(), "token of a provider", context),
    // What was never sealed is nothing that a seal vouches for.
    accepts: async (token) => (await openData(await ringOf(), token, context)).status === "ok",
  }
}

const probe: Kind = {
  name: "probe token",
  family: "health",
  make: async () => makeProbeToken(await ringOf(), { to: HOST }),
  accepts: async (token) =>
    (await checkProbeToken(await ringOf(), token, { hosts: [HOST] })) === "ok",
}

const codecs = { own, v5, v4 } as const

/** What an application seals by hand, under a name of its own. */
function application(codec: keyof typeof codecs, salt: string): Kind {
  const { encode, decode } = codecs[codec]
  return {
    name: `token of the application's own, ${salt}, ${codec}`,
    family: `application ${salt}`,
    make: () => encode({ token: { sub: "ada" }, secret: SECRET, salt }),
    accepts: async (token) => {
      try {
        return (await decode({ token, secret: SECRET, salt })) !== null
      } catch (error) {
        if (error instanceof TokenNotOpened) return false
        throw error
      }
    },
  }
}

/** What is stored or sent and opens nothing. */
const inert: readonly Kind[] = [
  {
    name: "stored form of a mailed token",
    family: "inert",
    make: async () => (await makeMailToken(await ringOf(), IDENTIFIER)).stored,
  },
  { name: "session of a database", family: "inert", make: async () => crypto.randomUUID() },
  { name: "public id of a session", family: "inert", make: () => publicSessionId("some session") },
  { name: "mark that a session changed", family: "inert", make: async () => randomToken(16) },
  { name: "the id of a key", family: "inert", make: async () => (await ringOf()).keys[0]!.id },
]

export const plainKinds: readonly Kind[] = [
  mailed("mailed token", (ring) => makeMailToken(ring, IDENTIFIER)),
  mailed("mailed token, as Auth.js has it", () => makeLegacyMailToken(SECRET)),
  stored("access_token"),
  stored("refresh_token"),
  stored("id_token"),
  probe,
  ...(["own", "v5", "v4"] as const).flatMap((codec) => [
    application(codec, "invitation"),
    application(codec, "download"),
  ]),
  ...inert,
]
