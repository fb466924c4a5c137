import Atlassian from "../../../src/providers/atlassian.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Atlassian({ ...CLIENT }),
  authorization: {
    url: "https://auth.atlassian.com/authorize",
    params: { scope: "read:me", audience: "api.atlassian.com" },
    checks: ["state"],
  },
  token: {
    url: "https://auth.atlassian.com/oauth/token",
    answer: { token_type: "Bearer", expires_in: 3600, scope: "read:me" },
  },
  userinfo: {
    url: "https://api.atlassian.com/me",
    answer: {
      account_type: "atlassian",
      account_id: "112233aa-bb11-cc22-33dd-445566abcabc",
      email: "mia@example.com",
      name: "Mia Krystof",
      picture: "https://avatar-management--avatars.us-west-2.prod.public.atl-paas.example/mia.png",
      account_status: "active",
      nickname: "mkrystof",
      zoneinfo: "Australia/Sydney",
      locale: "en-US",
      extended_profile: { job_title: "Designer" },
    },
  },
  user: {
    id: "112233aa-bb11-cc22-33dd-445566abcabc",
    name: "Mia Krystof",
    email: "mia@example.com",
    image: "https://avatar-management--avatars.us-west-2.prod.public.atl-paas.example/mia.png",
  },
})
