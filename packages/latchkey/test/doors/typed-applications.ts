/**
 * Applications of which the types are tested through the doors.
 */

/** Providers as applications type them: with the profile that the package exports, with more, or as they like. */
export const profiles = (door: 4 | 5) => ({
  "auth.ts": `
import NextAuth from "next-auth"
import GitHub, { type ${door === 4 ? "GithubProfile as GitHubProfile" : "GitHubProfile"} } from "next-auth/providers/github"
import Google, { type GoogleProfile } from "next-auth/providers/google"
import Keycloak from "next-auth/providers/keycloak"
import Box from "next-auth/providers/box"
import VK, { type VkProfile } from "next-auth/providers/vk"
import type { OAuthConfig, OAuthUserConfig${door === 5 ? ", OIDCConfig, Provider" : ""} } from "next-auth/providers"
interface Mine extends GitHubProfile { team: string }
const github = GitHub<Mine>({ clientId: "a", clientSecret: "b", profile: (profile) => ({ id: String(profile.id), name: profile.team }) })
export const inferred = GitHub({ clientId: "a", clientSecret: "b", profile(profile: Mine, tokens) {
  const scope: string | undefined = tokens.scope
  return { id: profile.id.toString(), name: profile.name ?? profile.login, email: profile.email, image: scope ?? profile.gravatar_id }
} })
const google = Google({ clientId: "", clientSecret: "", checks: ["pkce"], profile(profile: GoogleProfile) { return { id: profile.sub, name: profile.name.trim(), email: profile.email } } })
const keycloak = Keycloak({ clientId: "", clientSecret: "", issuer: "", profile: (profile) => ({ id: profile.sub, name: profile.given_name.toUpperCase(), email: profile.anything.of.theirs }) })
const box = Box({ clientId: "", clientSecret: "", profile: (profile) => ({ id: profile.made.up, name: null }) })
const vk = VK({ clientId: "", clientSecret: "", profile: (profile: { response: VkProfile[] }) => ({ id: String(profile.response[0]!.id) }) })
// @ts-expect-error a profile of GitHub has numbers for ids
GitHub({ clientId: "", clientSecret: "", profile: (profile: { id: Date }) => ({ id: String(profile.id) }) })
// @ts-expect-error nothing that the provider says
GitHub<{ nonsense: true }>({ clientId: "", clientSecret: "" })
function custom<P extends Record<string, any>>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return { id: "acme", name: "Acme", type: "oauth", authorization: "https://acme.example", token: "https://acme.example", userinfo: "https://acme.example", profile: (profile) => ({ id: profile.id }), options }
}
${door === 5 ? 'const oidc: OIDCConfig<Mine> = { id: "b", name: "B", type: "oidc", issuer: "https://b.example" }\nconst list: Provider<any>[] = [oidc, GitHub]' : "const list = [github]"}
export const { handlers } = NextAuth({ providers: [github, inferred, google, keycloak, box, vk, custom({ clientId: "" }), ...list] })
`,
})

/** The session as the callback answers it, without augmentation. */
export const inferred = {
  "auth.ts": `
import NextAuth from "next-auth"
export const { auth } = NextAuth({
  providers: [],
  callbacks: { session({ session, user }) { return { ...session, role: user.role as "admin" | "user" } } },
})
export const page = async (): Promise<"admin" | "user" | undefined> => (await auth())?.role
// @ts-expect-error no such field
export const other = async () => (await auth())?.nonsense
`,
  "client.tsx": `
import { useSession } from "next-auth/react"
import type { auth } from "./auth"
export const Role = () => { const { data } = useSession<typeof auth>(); return <p>{data?.role.toUpperCase()}</p> }
`,
}
export const inferred4 = {
  "auth.ts": `
import { getServerSession, type NextAuthOptions } from "next-auth"
export const authOptions = {
  providers: [],
  callbacks: { async session({ session, token }) { return { ...session, role: token.role as "admin" | "user" } } },
} satisfies NextAuthOptions
export const page = async (): Promise<"admin" | "user" | undefined> => (await getServerSession(authOptions))?.role
`,
}

/** Applications of NextAuth 4 that sign in by OAuth 1.0a: X's, by either name, and a provider of their own. */
export const oauth1 = {
  "auth.ts": `
import NextAuth, { type NextAuthOptions } from "next-auth"
import type { OAuthConfig, OAuthUserConfig } from "next-auth/providers"
import Twitter, { TwitterLegacy, type TwitterLegacyProfile, type TwitterProfile } from "next-auth/providers/twitter"
const keys = { clientId: "a", clientSecret: "b" }
const plain = Twitter(keys)
const named = Twitter.TwitterLegacy(keys)
const two = Twitter({ ...keys, version: "2.0", profile: ({ data }: TwitterProfile) => ({ id: data.id, name: data.name }) })
const legacy = TwitterLegacy({ ...keys, profile(profile) {
  const followers: number = profile.followers_count
  const urls: string[] = profile.entities.url.urls.map((one) => one.expanded_url)
  return { id: profile.id_str, name: profile.screen_name.toUpperCase(), image: profile.profile_image_url_https.replace("_normal", ""), email: urls[followers] }
} })
const handle = (profile: TwitterLegacyProfile): string => profile.screen_name + profile.status.text + profile.profile_background_color.length
interface TrelloProfile { id: string; fullName: string }
function Trello<P extends TrelloProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "trello", name: "Trello", type: "oauth", version: "1.0A", encoding: "HMAC-SHA1",
    requestTokenUrl: "https://trello.example/request", accessTokenUrl: "https://trello.example/access", profileUrl: "https://trello.example/me",
    authorization: { url: "https://trello.example/authorize", params: { scope: "read" } },
    profile: (profile) => ({ id: profile.id, name: profile.fullName }),
    options,
  }
}
// @ts-expect-error an address is a text
Trello({ ...keys, requestTokenUrl: 1 })
export const authOptions: NextAuthOptions = {
  providers: [plain, two, legacy, named, Trello(keys)],
  callbacks: { jwt({ token, account }) { return { ...token, secret: account?.oauth_token_secret as string } } },
}
export default NextAuth(authOptions)
`,
}
