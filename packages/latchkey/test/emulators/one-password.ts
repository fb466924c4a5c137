import { type Answer, type Call, Emulator } from "./emulator.ts"

/** A 1Password Connect server, as far as `@1password/connect` and our source use it. Judged by that client in test-clients. */
export class OnePasswordEmulator extends Emulator {
  readonly token = "canary-connect-token"
  readonly vaultId = "v".repeat(26)
  readonly itemId = "i".repeat(26)
  readonly vaults = [{ id: this.vaultId, name: "Production" }]
  items = [{ id: this.itemId, title: "auth" }]
  fields: { id: string; label: string; value?: string }[] = []

  isRead({ url }: Call): boolean {
    return /\/items\/\w{26}$/.test(url.pathname)
  }

  protected answer({ url, headers }: Call): Answer {
    if (headers.authorization !== `Bearer ${this.token}`) return fail(401, "Invalid token")
    const filter = url.searchParams.get("filter") ?? ""
    const pathname = url.pathname.replace(/\/$/, "")
    if (pathname === "/v1/vaults") return { body: select(this.vaults, "name", filter) }
    if (pathname === `/v1/vaults/${this.vaultId}`) return { body: this.vaults[0] }
    const items = `/v1/vaults/${this.vaultId}/items`
    const vault = { id: this.vaultId }
    if (pathname === items) {
      const found = select(this.items, "title", filter)
      return { body: found.map((one) => ({ ...one, vault, category: "LOGIN", version: 1 })) }
    }
    const item = this.items.find((one) => pathname === `${items}/${one.id}`)
    if (!item) return fail(404, "Item not found")
    const fields = this.fields.map((one) => ({ type: "CONCEALED", ...one }))
    return { body: { ...item, vault, category: "LOGIN", version: 2, fields } }
  }
}

/** The SCIM filter `member eq "text"`. */
function select<T extends Record<string, string>>(list: T[], member: string, filter: string): T[] {
  if (filter === "") return list
  const wanted = new RegExp(`^${member} eq "([^"]*)"$`).exec(filter)?.[1]
  return list.filter((one) => one[member] === wanted)
}

function fail(status: number, message: string): Answer {
  return { status, body: { status, message: `${message} canary-message` } }
}
