import Huggingface from "../../../src/providers/huggingface.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://huggingface.co"

export const dialect = defineDialect({
  provider: Huggingface({ ...CLIENT }),
  authorization: {
    url: "https://huggingface.co/oauth/authorize",
    params: { scope: "openid profile email" },
    checks: ["pkce", "state"],
  },
  token: { url: "https://huggingface.co/oauth/token" },
  oidc: {
    issuer,
    metadata: {
      code_challenge_methods_supported: ["S256"],
      jwks_uri: "https://huggingface.co/oauth/jwks",
    },
    claims: {
      sub: "62f264b9f3c90f4b6514a269",
      name: "Ada Lovelace",
      preferred_username: "ada",
      profile: "https://huggingface.co/ada",
      picture: "https://img.example/ada.png",
      email: "ada@example.com",
      email_verified: true,
      isPro: false,
      orgs: [],
    },
  },
  user: {
    id: "62f264b9f3c90f4b6514a269",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://img.example/ada.png",
  },
})
