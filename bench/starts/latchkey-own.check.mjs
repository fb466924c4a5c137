import { getToken } from "latchkey/jwt"
import { cookie, done, secret } from "./done.mjs"

const req = new Request("https://app.example.com/page", { headers: { cookie } })
done((await getToken({ req, secret, secureCookie: true }))?.email)
