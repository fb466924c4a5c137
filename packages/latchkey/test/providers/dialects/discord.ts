import Discord from "../../../src/providers/discord.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Discord({ ...CLIENT }),
  authorization: {
    url: "https://discord.com/api/oauth2/authorize",
    params: { scope: "identify email" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://discord.com/api/oauth2/token",
    answer: { token_type: "Bearer", expires_in: 604_800, scope: "identify email" },
  },
  userinfo: {
    url: "https://discord.com/api/users/@me",
    answer: {
      id: "80351110224678912",
      username: "nelly",
      discriminator: "1337",
      global_name: null,
      avatar: "8342729096ea3675442027381ff50dfe",
      email: "nelly@example.com",
      verified: true,
    },
  },
  user: {
    id: "80351110224678912",
    name: "nelly",
    email: "nelly@example.com",
    image:
      "https://cdn.discordapp.com/avatars/80351110224678912/8342729096ea3675442027381ff50dfe.png",
  },
})
