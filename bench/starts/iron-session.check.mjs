import { getIronSession } from "iron-session"
import { cookie, done, secret } from "./done.mjs"

const request = new Request("https://app.example.com/page", { headers: { cookie } })
const options = { password: secret, cookieName: "session", ttl: 0 }
done((await getIronSession(request, new Response(), options)).email)
