import { Auth } from "@auth/core"
import GitHub from "@auth/core/providers/github"
import { cookie, done, secret } from "./done.mjs"

const providers = [GitHub({ clientId: "id", clientSecret: "secret" })]
const config = { secret, providers, trustHost: true, basePath: "/auth" }
const request = new Request("https://app.example.com/auth/session", { headers: { cookie } })
const session = await (await Auth(request, config)).json()
done(session?.user?.email)
