import GitLab from "../../../src/providers/gitlab.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: GitLab({ ...CLIENT }),
  authorization: {
    url: "https://gitlab.com/oauth/authorize",
    params: { scope: "read_user" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://gitlab.com/oauth/token",
    answer: {
      token_type: "Bearer",
      expires_in: 7200,
      refresh_token: "refresh-token",
      scope: "read_user",
      created_at: 1_607_635_748,
    },
  },
  userinfo: {
    url: "https://gitlab.com/api/v4/user",
    answer: {
      id: 1,
      username: "ada",
      email: "ada@example.com",
      name: "Ada Lovelace",
      state: "active",
      locked: false,
      avatar_url: "https://secure.gravatar.example/avatar/ada",
      web_url: "https://gitlab.example/ada",
      created_at: "2012-05-23T08:00:58Z",
      bio: "",
      location: null,
      public_email: null,
      confirmed_at: "2012-05-23T09:05:22Z",
      identities: [],
      commit_email: "ada@example.com",
    },
  },
  user: {
    id: "1",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://secure.gravatar.example/avatar/ada",
  },
})
