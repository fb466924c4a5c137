/** The process of one server: started with the file of its check, and asked for the CPU it has used. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import process from "node:process"
import type { Checked } from "./checked.ts"

const [, , file] = process.argv
const { server: checked } = (await import(file!)) as { server: Checked }
const cookie = await checked.cookie()

const server = createServer(async (request, response) => {
  const email = await checked.check(request, response)
  response.setHeader("content-type", "application/json")
  response.end(`{"email":${JSON.stringify(email ?? null)}}`)
})
server.keepAliveTimeout = 60_000
server.listen(0, "127.0.0.1", () => {
  process.send!({ result: { port: (server.address() as AddressInfo).port, cookie } })
})

let before = process.cpuUsage()
process.on("message", () => {
  const { user, system } = process.cpuUsage(before)
  before = process.cpuUsage()
  process.send!({ result: { cpu: user + system } })
})
process.on("disconnect", () => process.exit())
