import type { KeySource } from "../../contracts/keys.ts"
import { readEnv } from "../../web/env.ts"
import { parseJsonObject } from "../../web/json.ts"
import { isObject, textOf } from "../access/answer.ts"
import {
  baseUrl,
  type Connection,
  type Credential,
  type HttpSourceOptions,
  refusal,
  reveal,
  send,
  type SourceRequest,
} from "../access/request.ts"
import { SourceError } from "../source-error.ts"

export interface OnePasswordConnectOptions extends HttpSourceOptions {
  /** Title or id. */
  vault: string
  /** Title or id. */
  item: string
  /** Label or id. @default "password" */
  field?: string
  /** Of the Connect server. @default `OP_CONNECT_HOST` */
  host?: string
  /** @default `OP_CONNECT_TOKEN` */
  token?: Credential
}

/** Ids of 1Password: 26 characters of base 32. */
const idGrammar = /^[a-z0-9]{26}$/

/**
 * A field of an item in 1Password, through a Connect server of your own.
 *
 * @example
 * ```ts
 * secret: onePasswordConnect({ vault: "Production", item: "auth", field: "AUTH_SECRET" })
 * ```
 */
export function onePasswordConnect(options: OnePasswordConnectOptions): KeySource {
  const { vault, item, field = "password", ttl } = options
  if ([vault, item].some((one) => one === "" || /["\\]/.test(one))) {
    throw new TypeError("1Password: vault and item need a title without quotes, or an id")
  }
  const host = options.host === undefined ? undefined : baseUrl(options.host)
  const label = host === undefined ? "OP_CONNECT_HOST" : new URL(host).host
  const name = `1password:${label}/${vault}/${item}/${field}`
  return {
    name,
    ...(ttl === undefined ? {} : { ttl }),
    async get({ signal } = {}) {
      const on: Connection = { source: name, options, signal }
      const base = host ?? readEnv("OP_CONNECT_HOST")
      if (!base) throw new SourceError(name, "OP_CONNECT_HOST is not set", { transient: false })
      const token = options.token ?? (() => readEnv("OP_CONNECT_TOKEN") ?? "")
      const credential = await reveal(name, token, "token (OP_CONNECT_TOKEN)")
      const server = new ConnectServer(on, baseUrl(base), credential)
      const vaultId = await server.idOf("vaults", "name", vault)
      const items = `vaults/${vaultId}/items`
      const itemId = await server.idOf(items, "title", item)
      return fieldOfItem(name, await server.object(`${items}/${itemId}`), field)
    },
  }
}

function fieldOfItem(source: string, item: Record<string, unknown>, wanted: string): string {
  const fields: unknown[] = Array.isArray(item["fields"]) ? item["fields"] : []
  const found = fields.filter(
    (one) => isObject(one) && (one["label"] === wanted || one["id"] === wanted),
  ) as Record<string, unknown>[]
  if (found.length === 1) return textOf(source, found[0]!["value"])
  const problem = found.length === 0 ? "has no" : "has more than one"
  throw new SourceError(source, `the item ${problem} field ${wanted}`, { transient: false })
}

class ConnectServer {
  readonly #on: Connection
  readonly #base: string
  readonly #token: string

  constructor(on: Connection, base: string, token: string) {
    this.#on = on
    this.#base = base
    this.#token = token
  }

  async object(path: string): Promise<Record<string, unknown>> {
    const body = parseJsonObject(await this.#text(path))
    if (body) return body
    throw new SourceError(this.#on.source, "the answer is not a JSON object, or was cut off")
  }

  /** The id of the one of that title. */
  async idOf(path: string, member: "name" | "title", wanted: string): Promise<string> {
    if (idGrammar.test(wanted)) return wanted
    const { source } = this.#on
    // Vaults are few, and clients differ on how they are filtered; items are many.
    const filter = new URLSearchParams(member === "title" ? { filter: `title eq "${wanted}"` } : {})
    // The answer is a list, which the reader of objects doesn't take.
    const { list } = parseJsonObject(`{"list":${await this.#text(`${path}?${filter}`)}}`) ?? {}
    if (!Array.isArray(list)) {
      throw new SourceError(source, "the answer is not a JSON object, or was cut off")
    }
    const ids = (list as unknown[]).flatMap((one) =>
      isObject(one) && one[member] === wanted && typeof one["id"] === "string" ? [one["id"]] : [],
    )
    if (ids.length === 1 && /^\w+$/.test(ids[0]!)) return ids[0]!
    const problem = ids.length > 1 ? "more than one" : "none that the token may see"
    throw new SourceError(source, `of ${wanted} there is ${problem}`, { transient: false })
  }

  async #text(path: string): Promise<string> {
    const request: SourceRequest = {
      url: `${this.#base}/v1/${path}`,
      headers: { authorization: `Bearer ${this.#token}` },
      check: "the token is current and may read this vault",
    }
    const answer = await send(this.#on, request)
    if (answer.status === 200) return answer.text
    throw refusal(this.#on, request, answer)
  }
}
