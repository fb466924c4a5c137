import { getCookieCache } from "better-auth/cookies"
import { cookie, done, secret } from "./done.mjs"

const request = new Request("https://app.example.com/page", { headers: { cookie } })
const found = await getCookieCache(request, { secret, strategy: "jwe", isSecure: true })
done(found?.user?.email)
