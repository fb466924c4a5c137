import Osso from "../../../src/providers/osso.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  status: "ended",
  provider: Osso({ ...CLIENT, issuer: "https://osso.acme.example/" }),
  authorization: {
    url: "https://osso.acme.example/oauth/authorize",
    params: {},
    checks: ["pkce", "state"],
  },
  token: { url: "https://osso.acme.example/oauth/token" },
  userinfo: {
    url: "https://osso.acme.example/oauth/me",
    answer: {
      email: "ada@example.com",
      id: "2c6a6bd5-6cf8-4a2b-8f4f-4b8f1ca9d3d1",
      idp: "OKTA",
      requested: { domain: null, email: null },
    },
  },
  user: {
    id: "2c6a6bd5-6cf8-4a2b-8f4f-4b8f1ca9d3d1",
    name: null,
    email: "ada@example.com",
    image: null,
  },
})
