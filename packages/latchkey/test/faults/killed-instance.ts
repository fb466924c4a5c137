/** A process that answers one request, and dies at a step of it. */
import { handle } from "../../src/core/handle.ts"
import { deleteUser } from "../../src/core/sessions.ts"
import { own } from "../support/browser.ts"
import { type Death, type Order, type Said, type Settings, siteOf } from "./killed-site.ts"

let death: Death | undefined
const say = (said: Said): Promise<void> =>
  new Promise((resolve) => process.send!(said, undefined, {}, () => resolve()))

const config = await siteOf(
  JSON.parse(process.argv[2]!) as Settings,
  (url) => void say({ mailed: url }),
  async (at, when) => {
    if (death?.at !== at || death.when !== when) return
    // What it has said is on its way first.
    await new Promise((resolve) => setImmediate(resolve))
    process.kill(process.pid, "SIGKILL")
    await new Promise(() => {})
  },
)

process.on("message", (order: Order) => {
  const { url, method, headers, body, user } = order
  death = order.death
  const request = new Request(url, {
    method,
    headers: headers as [string, string][],
    ...(body === undefined ? {} : { body }),
  })
  const work = user === undefined ? handle(request, config, own) : deleteUser(config, own, user)
  void work.then((answer) => say({ done: answer ? answer.status : 200 }))
})
await say({ ready: true })
