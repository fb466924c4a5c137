import EVEOnline from "../../../src/providers/eveonline.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

/** What EVE's access tokens say; `owner` has bytes that base64 and base64url write differently. */
export const claims = {
  scp: ["publicData"],
  jti: "998e12c7-3241-43c5-8355-2c48822e0a1b",
  kid: "JWT-Signature-Key",
  sub: "CHARACTER:EVE:123123",
  azp: CLIENT.clientId,
  tenant: "tranquility",
  tier: "live",
  region: "world",
  aud: [CLIENT.clientId, "EVE Online"],
  name: "Ada Löveläce ÿÿÿ",
  owner: "8PmzCeTKb4VFUDrHLc/AeZXDSWM=",
  exp: 1_900_000_000,
  iat: 1_899_998_800,
  iss: "https://login.eveonline.com",
}

/** An access token with such claims; nobody looks at the signature. */
export function accessToken(payload: Readonly<Record<string, unknown>>): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url")
  return `${part({ alg: "RS256", kid: "JWT-Signature-Key", typ: "JWT" })}.${part(payload)}.c2ln`
}

export const dialect = defineDialect({
  provider: EVEOnline({ ...CLIENT }),
  authorization: {
    url: "https://login.eveonline.com/v2/oauth/authorize",
    params: { scope: "publicData" },
    checks: ["state"],
  },
  token: {
    url: "https://login.eveonline.com/v2/oauth/token",
    answer: {
      access_token: accessToken(claims),
      token_type: "Bearer",
      expires_in: 1199,
      refresh_token: "refresh-token",
    },
  },
  user: {
    id: "123123",
    name: "Ada Löveläce ÿÿÿ",
    email: null,
    image: "https://images.evetech.net/characters/123123/portrait?size=128",
  },
})
