import type { PostgresClient, PostgresJs } from "./postgres.ts"

/** A connection of its own that waits for notices: a connected `Client` of pg. */
export interface PgListener {
  query(text: string): Promise<unknown>
  on(event: "notification", listener: (notice: { channel: string }) => void): unknown
}

/** Calls back when something may have changed, until what it answers is called. */
export type Watch = (changed: () => void) => () => void

/** The channel that changes of a table are told on. Channel names are cut at 63 bytes. */
export function channelOf(table: string): string {
  return table
    .toLowerCase()
    .replaceAll(/[^\da-z_]/g, "_")
    .slice(-60)
}

/** How changes are told on a channel of PostgreSQL; undefined where nothing listens. */
export function postgresWatch(
  client: PostgresClient,
  channel: string,
  listen: PgListener | true | undefined,
): Watch | undefined {
  if (!listen) return undefined
  return listen === true ? throughPostgresJs(client, channel) : throughPg(listen, channel)
}

function throughPostgresJs(client: PostgresClient, channel: string): Watch {
  const { listen } = client as Partial<PostgresJs>
  if (!("unsafe" in client) || !listen)
    throw new TypeError("`listen: true` is for postgres.js; with pg give a connected Client.")
  return (changed) => {
    const listening = listen.call(client, channel, changed)
    // What was told before we listened is lost: whoever listens looks once more.
    listening.then(changed).catch(() => {})
    return () => void listening.then(({ unlisten }) => unlisten()).catch(() => {})
  }
}

function throughPg(listen: PgListener, channel: string): Watch {
  return (changed) => {
    let stopped = false
    listen.on("notification", (notice) => {
      if (!stopped && notice.channel === channel) changed()
    })
    // Without it the next refresh sees the change.
    listen
      .query(`LISTEN "${channel}"`)
      .then(() => stopped || changed())
      .catch(() => {})
    return () => {
      stopped = true
    }
  }
}
