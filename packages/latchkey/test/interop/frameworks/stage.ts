import type { Issuer } from "../../support/issuer.ts"
import { startIssuer } from "../../support/issuer.ts"
import { type Applications, prepare } from "./applications.ts"
import type { Framework } from "./frameworks.ts"
import { freePort, Server } from "./server.ts"
import { target, Visitor } from "./visitor.ts"

const SECRET = "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk"

export type State = keyof Applications

/** One application, in one of its two states at a time, under one address; and a real provider to sign in with. */
export class Stage {
  readonly framework: Framework
  readonly folders: Applications
  readonly origin: string
  readonly #port: number
  readonly #issuer: Issuer
  #server: Server | undefined

  private constructor(framework: Framework, folders: Applications, port: number, issuer: Issuer) {
    this.framework = framework
    this.folders = folders
    this.#port = port
    this.origin = `http://127.0.0.1:${port}`
    this.#issuer = issuer
  }

  static async set(framework: Framework): Promise<Stage> {
    const folders = await prepare(framework)
    const port = await freePort()
    const redirect = `http://127.0.0.1:${port}${framework.basePath}/callback/local`
    const client = { client_id: "app", client_secret: "app-secret", redirect_uris: [redirect] }
    return new Stage(framework, folders, port, await startIssuer({ client }))
  }

  /** What the server wrote so far. */
  get log(): string {
    return this.#server?.output ?? ""
  }

  /** Ends the server that runs, and starts the application in that state. */
  async run(state: State): Promise<void> {
    await this.#server?.stop()
    this.#server = await Server.start({
      folder: this.folders[state],
      args: this.framework.args,
      port: this.#port,
      env: {
        ORIGIN: this.origin,
        AUTH_SECRET: SECRET,
        AUTH_LOCAL_ID: "app",
        AUTH_LOCAL_SECRET: "app-secret",
        AUTH_LOCAL_ISSUER: this.#issuer.url,
      },
    })
  }

  async strike(): Promise<void> {
    await this.#server?.stop()
    await this.#issuer.close()
  }

  visitor(): Visitor {
    return new Visitor(this.origin)
  }

  route(path: string): string {
    return `${this.framework.basePath}${path}`
  }

  /** Posts a form to a route, with the token that it needs. */
  async submit(
    visitor: Visitor,
    path: string,
    fields: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return visitor.post(this.route(path), { ...(await this.#token(visitor)), ...fields }, headers)
  }

  async #token(visitor: Visitor): Promise<Record<string, string>> {
    if (!this.framework.csrf) return {}
    return (await visitor.json(this.route("/csrf"))) as { csrfToken: string }
  }

  /** Signs in with name and password by the routes. */
  logIn(visitor: Visitor, username: string, password = "right"): Promise<Response> {
    const callbackUrl = `${this.origin}/private`
    return this.submit(visitor, "/callback/credentials", { username, password, callbackUrl })
  }

  /** Signs in at the provider by the routes. */
  async throughProvider(visitor: Visitor, account: string): Promise<Response> {
    const callbackUrl = `${this.origin}/private`
    return this.comeBack(
      visitor,
      await this.submit(visitor, "/signin/local", { callbackUrl }),
      account,
    )
  }

  /** From the redirect to the provider to what the callback answers. */
  async comeBack(visitor: Visitor, start: Response, account: string): Promise<Response> {
    const { params } = await this.#issuer.walk(target(start, this.origin), account)
    return visitor.send(`${this.route("/callback/local")}?${params}`)
  }

  async session(visitor: Visitor): Promise<unknown> {
    const answer = await visitor.send(this.route("/session"))
    if (!answer.ok) throw new Error(`the session answers ${answer.status}: ${await answer.text()}`)
    return answer.json()
  }
}
