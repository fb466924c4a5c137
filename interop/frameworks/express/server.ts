import { ExpressAuth, getSession, type Session } from "@auth/express"
import express, { type NextFunction, type Request, type Response } from "express"
import { authConfig } from "./auth.ts"

const app = express()
app.set("trust proxy", "loopback")
app.disable("x-powered-by")
app.use("/auth", ExpressAuth(authConfig))

app.use(async (request: Request, response: Response, next: NextFunction) => {
  response.locals["session"] = await getSession(request, authConfig)
  next()
})

app.get("/", (_request, response) => {
  response.send(page(sessionOf(response)))
})

app.get("/private", (_request, response) => {
  const session = sessionOf(response)
  if (!session) return response.redirect("/auth/signin?callbackUrl=/private")
  return response.send(page(session, "For members."))
})

function sessionOf(response: Response): Session | null {
  return response.locals["session"] as Session | null
}

function page(session: Session | null, text = ""): string {
  const { name, email, image } = session?.user ?? {}
  const who = session ? `Signed in as ${name}, ${email}, ${image}` : "Signed out"
  return `<!doctype html><title>Express</title><p id="who">${escape(who)}</p><p>${text}</p>`
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

const server = app.listen(Number(process.env["PORT"]), "127.0.0.1")
process.once("SIGTERM", () => server.close())
