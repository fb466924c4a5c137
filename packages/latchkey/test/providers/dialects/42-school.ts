import FortyTwo from "../../../src/providers/42-school.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: FortyTwo({ ...CLIENT }),
  authorization: {
    url: "https://api.intra.42.fr/oauth/authorize",
    params: { scope: "public" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://api.intra.42.fr/oauth/token",
    auth: "post",
    answer: {
      expires_in: 7200,
      scope: "public",
      created_at: 1_443_451_918,
      secret_valid_until: 1_445_000_000,
    },
  },
  userinfo: {
    url: "https://api.intra.42.fr/v2/me",
    answer: {
      id: 2,
      email: "alove@student.example.com",
      login: "alove",
      first_name: "Ada",
      last_name: "Lovelace",
      usual_full_name: "Ada Lovelace",
      usual_first_name: null,
      displayname: "Ada Lovelace",
      image: {
        link: "https://cdn.intra.example.com/users/alove.jpg",
        versions: { micro: null, small: null, medium: null, large: null },
      },
      "staff?": false,
      correction_point: 4,
      cursus_users: [],
      campus: [],
    },
  },
  user: {
    id: "2",
    name: "Ada Lovelace",
    email: "alove@student.example.com",
    image: "https://cdn.intra.example.com/users/alove.jpg",
  },
})
