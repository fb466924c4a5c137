/** People who left out, or refused to tell, all that the service lets them: they sign in all the same. */
import { describe, expect, it } from "vitest"
import type { Dialect } from "./dialect.ts"
import { play } from "./play.ts"

interface Sparse {
  readonly id: string
  /** What is the least that the service answers. */
  readonly answer: unknown
  readonly name: string | null
  readonly image?: string | null
}

const bungieNetUser = { membershipId: "2000000", displayName: null, profilePicturePath: null }
const sparse: Readonly<Record<string, Sparse>> = {
  "42-school": {
    id: "2",
    answer: { id: 2, login: "ada", usual_full_name: null, email: null, image: { link: null } },
    name: "ada",
  },
  atlassian: { id: "a1", answer: { account_id: "a1", email: null }, name: null },
  "azure-devops": { id: "d1", answer: { id: "d1", coreAttributes: {} }, name: null },
  bitbucket: { id: "5:1", answer: { account_id: "5:1", username: "ada" }, name: "ada" },
  box: { id: "11", answer: { id: "11", name: null }, name: null },
  "boxyhq-saml": { id: "1c", answer: { id: "1c", firstName: "" }, name: null },
  bungie: { id: "2000000", answer: { Response: { bungieNetUser } }, name: null },
  "click-up": {
    id: "123",
    answer: { user: { id: 123, username: null, profilePicture: null } },
    name: null,
  },
  coinbase: { id: "9d", answer: { data: { id: "9d", name: null } }, name: null },
  concept2: { id: "1", answer: { data: { id: 1, profile_image: null } }, name: null },
  dribbble: { id: "1", answer: { id: 1, login: "ada", name: null }, name: "ada" },
  dropbox: { id: "dbid:A", answer: { account_id: "dbid:A", name: null }, name: null },
  eventbrite: {
    id: "5",
    answer: { id: "5", name: "", first_name: null, last_name: "Lovelace", image_id: null },
    name: "Lovelace",
  },
  facebook: { id: "1015", answer: { id: "1015" }, name: null },
  faceit: { id: "0d", answer: { guid: "0d", nickname: "ada", picture: "" }, name: "ada" },
  figma: { id: "12", answer: { id: "12" }, name: null },
  foursquare: {
    id: "32",
    answer: { response: { user: { id: "32", lastName: "Lovelace" } } },
    name: "Lovelace",
  },
  freshbooks: {
    id: "7",
    answer: { response: { id: 7, first_name: "Ada", last_name: null } },
    name: "Ada",
  },
  gitlab: { id: "1", answer: { id: 1, username: "ada", avatar_url: null }, name: "ada" },
  hubspot: { id: "2", answer: { active: true, user_id: 2 }, name: null },
  instagram: { id: "86", answer: { id: "86", username: "ada" }, name: "ada" },
  kakao: {
    id: "1",
    answer: { id: 1, kakao_account: { profile_needs_agreement: true } },
    name: null,
  },
  mailchimp: {
    id: "15",
    answer: { accountname: null, login: { login_id: 15, login_name: "ada", email: null } },
    name: "ada",
  },
  mailru: { id: "10", answer: { id: "10", name: "", nickname: "ada" }, name: "ada" },
  mastodon: { id: "14", answer: { id: "14", username: "ada" }, name: "ada" },
  mattermost: { id: "hm", answer: { id: "hm", first_name: "", last_name: "" }, name: null },
  medium: { id: "53", answer: { data: { id: "53", name: null, username: "ada" } }, name: "ada" },
}

describe.each(Object.entries(sparse))("%s", (module, { id, answer, name, image = null }) => {
  it("knows whoever tells nothing but who they are", async () => {
    const { dialect } = (await import(`./dialects/${module}.ts`)) as { dialect: Dialect }
    const others = Object.fromEntries(
      Object.keys(dialect.others ?? {}).map((url) => [
        url,
        () => Response.json({ error: "insufficient_scope" }, { status: 403 }),
      ]),
    )
    const userinfo = (): Response => Response.json(answer)
    const { user, account } = await play({ ...dialect, others }, { userinfo })
    expect(user).toEqual({ id, name, email: null, image })
    expect(account.providerAccountId).toBe(id)
  })
})
