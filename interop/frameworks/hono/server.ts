import Credentials from "@auth/core/providers/credentials"
import { type AuthConfig, authHandler, getAuthUser, initAuthConfig } from "@hono/auth-js"
import { serve } from "@hono/node-server"
import { type Context, Hono } from "hono"
import { html } from "hono/html"

/** Client id, secret and issuer of `local` come from `AUTH_LOCAL_ID`, `AUTH_LOCAL_SECRET`, `AUTH_LOCAL_ISSUER`. */
const config = (): AuthConfig => ({
  basePath: "/api/auth",
  trustHost: true,
  providers: [
    { id: "local", name: "Local ID", type: "oidc" },
    Credentials({
      credentials: {
        username: { label: "Name" },
        password: { label: "Password", type: "password" },
      },
      authorize: ({ username, password }) =>
        password === "right"
          ? { id: "7", name: String(username), email: "grace@example.com" }
          : null,
    }),
  ],
  callbacks: {
    jwt({ token, account, user }) {
      if (account) token["signedInWith"] = account.provider
      // More than one cookie holds, for whoever is called so.
      if (user?.name === "Long") token["filler"] = "x".repeat(5_000)
      return token
    },
    session({ session, token }) {
      session.user.image = `with:${String(token["signedInWith"])}`
      return session
    },
  },
})

const app = new Hono()
app.use("*", initAuthConfig(config))
app.use("/api/auth/*", authHandler())

app.get("/", async (c) => c.html(await page(c)))

app.get("/private", async (c) =>
  (await getAuthUser(c))
    ? c.html(await page(c, "For members."))
    : c.redirect("/api/auth/signin?callbackUrl=/private"),
)

async function page(c: Context, text = "") {
  const found = await getAuthUser(c)
  const { name, email } = found?.session.user ?? {}
  const who = found
    ? `Signed in as ${name}, ${email}, with:${String(found.token?.["signedInWith"])}`
    : "Signed out"
  return html`<!doctype html><title>Hono</title><p id="who">${who}</p><p>${text}</p>`
}

const { env } = process
const server = serve({ fetch: app.fetch, port: Number(env["PORT"]), hostname: "127.0.0.1" })
process.once("SIGTERM", () => server.close())
