import Notion from "../../../src/providers/notion.ts"
import { asking } from "../asking.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Notion({ ...CLIENT, redirectUri: "https://ignored.example" }),
  authorization: {
    url: "https://api.notion.com/v1/oauth/authorize",
    params: { owner: "user" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://api.notion.com/v1/oauth/token",
    answer: {
      token_type: "bearer",
      expires_in: null,
      refresh_token: null,
      bot_id: "b3414d65-0000-4000-8000-000000000001",
      workspace_id: "b3414d65-0000-4000-8000-000000000002",
      workspace_name: "Analytical Engines",
      workspace_icon: null,
      duplicated_template_id: null,
    },
  },
  userinfo: {
    url: "https://api.notion.com/v1/users/me",
    asked: asking({ headers: { "notion-version": "2022-06-28" } }),
    answer: {
      object: "user",
      id: "b3414d65-0000-4000-8000-000000000001",
      type: "bot",
      name: "Our app",
      avatar_url: null,
      bot: {
        owner: {
          type: "user",
          user: {
            object: "user",
            id: "e79a0b74-3aba-4149-9f74-0bb5791a6ee6",
            type: "person",
            name: "Ada Lovelace",
            avatar_url: "https://s3-us-west-2.example/ada.jpg",
            person: { email: "ada@example.com" },
          },
        },
        workspace_name: "Analytical Engines",
      },
    },
  },
  user: {
    id: "e79a0b74-3aba-4149-9f74-0bb5791a6ee6",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://s3-us-west-2.example/ada.jpg",
  },
})
