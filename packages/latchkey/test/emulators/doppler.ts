import { type Answer, type Call, Emulator } from "./emulator.ts"

/** Doppler's API, as far as `@dopplerhq/node-sdk` and our source use it. Judged by that client in test-clients. */
export class DopplerEmulator extends Emulator {
  readonly token = "dp.st.prd.canary-doppler-token"
  readonly project = "web"
  readonly config = "prd"
  secrets: Record<string, string> = {}

  isRead(): boolean {
    return true
  }

  protected answer({ url, headers }: Call): Answer {
    const token =
      /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1] ?? basicUser(headers.authorization)
    if (token !== this.token) return fail(401, "Invalid Auth token")
    const query = url.searchParams
    const wrong = (name: "project" | "config"): boolean =>
      query.has(name) && query.get(name) !== this[name]
    if (wrong("project") || wrong("config")) return fail(404, "Could not find requested config")
    if (url.pathname === "/v3/configs/config/secrets/download") {
      const wanted = query.get("secrets")?.split(",")
      const listed = Object.entries(this.secrets).filter(([name]) => wanted?.includes(name) ?? true)
      return { body: Object.fromEntries(listed) }
    }
    if (url.pathname !== "/v3/configs/config/secret") return fail(404, "Not found")
    const name = query.get("name") ?? ""
    const value = this.secrets[name]
    if (value === undefined) return fail(404, "Could not find requested secret")
    return { body: { name, value: { raw: value, computed: value, note: "" }, success: true } }
  }
}

function basicUser(header: string | undefined): string | undefined {
  const encoded = /^Basic (.+)$/.exec(header ?? "")?.[1]
  return encoded && Buffer.from(encoded, "base64").toString().split(":")[0]
}

function fail(status: number, message: string): Answer {
  return { status, body: { messages: [message, "canary-message"], success: false } }
}
