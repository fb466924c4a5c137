import { connect } from "node:net"

/** A server that tests may use: from the environment, else where one usually listens on this machine. */
export interface Server {
  readonly url: string
  readonly reachable: boolean
}

async function server(variable: string, usual: string): Promise<Server> {
  const given = process.env[variable]
  const url = given ?? usual
  // One that was asked for must be there.
  return { url, reachable: given !== undefined || (await listens(new URL(url))) }
}

function listens({ hostname, port }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), timeout: 500 })
    const end = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    socket
      .on("connect", () => end(true))
      .on("error", () => end(false))
      .on("timeout", () => end(false))
  })
}

export const postgresServer: Server = await server(
  "LATCHKEY_TEST_POSTGRES",
  "postgres://postgres@127.0.0.1:5432/test",
)
export const mysqlServer: Server = await server(
  "LATCHKEY_TEST_MYSQL",
  "mysql://root@127.0.0.1:3306/test",
)
export const redisServer: Server = await server("LATCHKEY_TEST_REDIS", "redis://127.0.0.1:6379")

/** Nothing listens there. */
export const NOWHERE = "127.0.0.1:9"
