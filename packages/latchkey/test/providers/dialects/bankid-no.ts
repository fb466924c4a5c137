import BankIDNorway from "../../../src/providers/bankid-no.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://auth.bankid.no/auth/realms/prod"

/** The userinfo is a signed JWT. */
export const dialect = defineDialect({
  provider: BankIDNorway({ ...CLIENT }),
  authorization: {
    url: "https://auth.bankid.no/auth/realms/prod/protocol/openid-connect/auth",
    params: { scope: "openid profile email", ui_locales: "no", login_hint: "BIS" },
    checks: ["pkce", "state", "nonce"],
  },
  token: {
    url: "https://auth.bankid.no/auth/realms/prod/protocol/openid-connect/token",
    auth: "post",
  },
  oidc: {
    issuer,
    metadata: {
      code_challenge_methods_supported: ["S256"],
      userinfo_signing_alg_values_supported: ["RS256"],
      jwks_uri: "https://auth.bankid.no/auth/realms/prod/protocol/openid-connect/certs",
    },
    claims: {
      sub: "d8a95cf7-1f2b-4b0c-8a3e-6f8b7c5d4e3f",
      typ: "ID",
      azp: "client-id",
      session_state: "abc",
      name: "Ada Lovelace",
      given_name: "Ada",
      family_name: "Lovelace",
      birthdate: "1915-12-10",
      updated_at: 1767225600,
      acr: "urn:bankid:bid;LOA=4",
      sid: "abc",
      amr: "BIS",
      bankid_altsub: "9578-5999-4-1765512",
      originator: "CN=BankID Bankenes ID-tjeneste Bank CA 2;OrgID=988477052",
      tid: "a-b-c",
    },
  },
  userinfo: {
    url: "https://userinfo.bankid.no/userinfo",
    signed: true,
    answer: {
      sub: "d8a95cf7-1f2b-4b0c-8a3e-6f8b7c5d4e3f",
      name: "Ada Lovelace",
      given_name: "Ada",
      family_name: "Lovelace",
      birthdate: "1915-12-10",
      email: "ada@example.com",
    },
  },
  user: {
    id: "d8a95cf7-1f2b-4b0c-8a3e-6f8b7c5d4e3f",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: null,
  },
})
