import { Auth } from "latchkey"
import GitHub from "latchkey/providers/github"
import { cookie, done, secret } from "./done.mjs"

const providers = [GitHub({ clientId: "id", clientSecret: "secret" })]
const logger = { info() {}, warn() {}, error: (error) => done(error.message) }
const config = { secret, providers, trustHost: true, basePath: "/auth", logger }
const request = new Request("https://app.example.com/auth/session", { headers: { cookie } })
const session = await (await Auth(request, config)).json()
done(session?.user?.email)
