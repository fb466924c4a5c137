import Salesforce from "../../../src/providers/salesforce.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://login.salesforce.com"

export const dialect = defineDialect({
  provider: Salesforce({ ...CLIENT }),
  authorization: {
    url: "https://login.salesforce.com/services/oauth2/authorize",
    params: { scope: "openid profile email" },
    checks: ["pkce", "state", "nonce"],
  },
  token: {
    url: "https://login.salesforce.com/services/oauth2/token",
    answer: {
      token_type: "Bearer",
      instance_url: "https://acme.my.salesforce.com",
      id: "https://login.salesforce.com/id/00Dxx0000001gPLEAY/005xx000001SwiUAAS",
      issued_at: "1767225600000",
      signature: "c2ln",
      scope: "profile email openid",
    },
  },
  oidc: {
    issuer,
    metadata: { jwks_uri: "https://login.salesforce.com/id/keys" },
    claims: { sub: "https://login.salesforce.com/id/00Dxx0000001gPLEAY/005xx000001SwiUAAS" },
  },
  userinfo: {
    url: "https://login.salesforce.com/services/oauth2/userinfo",
    answer: {
      sub: "https://login.salesforce.com/id/00Dxx0000001gPLEAY/005xx000001SwiUAAS",
      user_id: "005xx000001SwiUAAS",
      organization_id: "00Dxx0000001gPLEAY",
      preferred_username: "ada@acme.example",
      nickname: "ada",
      name: "Ada Lovelace",
      email: "ada@example.com",
      email_verified: true,
      given_name: "Ada",
      family_name: "Lovelace",
      zoneinfo: "Europe/London",
      photos: {
        picture: "https://acme.my.salesforce.example/profilephoto/005/F",
        thumbnail: "https://acme.my.salesforce.example/profilephoto/005/T",
      },
      picture: "https://acme.my.salesforce.example/profilephoto/005/F",
      address: {},
      active: true,
      user_type: "STANDARD",
      locale: "en_GB",
      utcOffset: 0,
      updated_at: "2026-01-01T00:00:00Z",
    },
  },
  user: {
    id: "https://login.salesforce.com/id/00Dxx0000001gPLEAY/005xx000001SwiUAAS",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://acme.my.salesforce.example/profilephoto/005/F",
  },
})
