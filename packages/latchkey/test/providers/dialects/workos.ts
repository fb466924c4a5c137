import WorkOS from "../../../src/providers/workos.ts"
import { ACCESS_TOKEN, CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: WorkOS({ ...CLIENT, connection: "conn_01E4ZCR3C56J083X43JQXF3JK5" }),
  authorization: {
    url: "https://api.workos.com/sso/authorize",
    params: { connection: "conn_01E4ZCR3C56J083X43JQXF3JK5" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://api.workos.com/sso/token",
    auth: "post",
    // As it was before the answer had a type and a lifetime.
    answer: () => ({
      access_token: ACCESS_TOKEN,
      profile: { id: "prof_01DMC79VCBZ0NY2099737PSVF1" },
    }),
  },
  userinfo: {
    url: "https://api.workos.com/sso/profile",
    answer: {
      object: "profile",
      id: "prof_01DMC79VCBZ0NY2099737PSVF1",
      organization_id: "org_01EHWNCE74X7JSDV0X3SZ3KJNY",
      connection_id: "conn_01E4ZCR3C56J083X43JQXF3JK5",
      connection_type: "OktaSAML",
      idp_id: "00u1a0ufowBJlzPlk357",
      email: "ada@example.com",
      first_name: "Ada",
      last_name: null,
    },
  },
  user: {
    id: "prof_01DMC79VCBZ0NY2099737PSVF1",
    name: "Ada",
    email: "ada@example.com",
    image: null,
  },
})
