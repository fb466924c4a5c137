import { once } from "node:events"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

export interface Call {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingMessage["headers"]
  readonly body: string
}

export interface Answer {
  readonly status?: number
  readonly headers?: Record<string, string>
  /** An object is sent as JSON. */
  readonly body?: unknown
}

/** What goes wrong instead of an answer; `truncated` sends half of the right one. */
export type Fault = Answer | "hang" | "truncated" | "reset" | "endless"

/** A service on loopback: a subclass answers, and tests say what goes wrong. */
export abstract class Emulator {
  value = "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk"
  /** All calls, in order. */
  readonly calls: Call[] = []
  /** What every read of the secret meets. */
  fault: Fault | undefined
  /** What every other call meets, e.g. a login. */
  loginFault: Fault | undefined
  url = ""
  #server: Server | undefined

  async start(): Promise<this> {
    this.#server = createServer((request, response) => {
      this.#receive(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error))
      })
    })
    this.#server.listen(0, "127.0.0.1")
    await once(this.#server, "listening")
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    return this
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections()
    this.#server?.close()
    this.#server = undefined
  }

  /** How many calls read the secret. */
  get reads(): number {
    return this.calls.filter((call) => this.isRead(call)).length
  }

  /** Forgets faults and calls. */
  reset(): void {
    this.fault = undefined
    this.loginFault = undefined
    this.calls.length = 0
  }

  protected abstract answer(call: Call): Answer
  abstract isRead(call: Call): boolean

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const call: Call = {
      method: request.method ?? "",
      url: new URL(request.url ?? "/", this.url),
      headers: request.headers,
      body: Buffer.concat(chunks).toString("utf8"),
    }
    this.calls.push(call)
    const fault = this.isRead(call) ? this.fault : this.loginFault
    if (fault === "hang") return
    if (fault === "reset") return void response.socket?.destroy()
    if (fault === "endless") {
      response.writeHead(200, { "content-type": "application/json" })
      const more = (): boolean => !response.destroyed && response.write(" ".repeat(65_536), more)
      return void more()
    }
    const answer = typeof fault === "object" ? fault : this.answer(call)
    const isText = typeof answer.body === "string" || answer.body === undefined
    const text = isText ? ((answer.body as string) ?? "") : JSON.stringify(answer.body)
    response.writeHead(answer.status ?? 200, {
      "content-type": "application/json",
      ...answer.headers,
    })
    response.end(fault === "truncated" ? text.slice(0, Math.floor(text.length * 0.7)) : text)
  }
}

export function json(text: string): Record<string, any> {
  return JSON.parse(text || "{}") as Record<string, any>
}
