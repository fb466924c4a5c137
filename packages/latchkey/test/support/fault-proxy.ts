import { once } from "node:events"
import { connect, createServer, type Server, type Socket } from "node:net"
import type { AddressInfo } from "node:net"

/**
 * What the network does to connections.
 * - `pass`: nothing.
 * - `cut`: open ones are reset, new ones too.
 * - `half-open`: they stay open, and nothing comes through any more, as behind a firewall that forgot them. Those that
 *   were open stay dead when the fault is over.
 * - `delay`: each piece comes `ms` later, in both directions.
 * - `truncated`: after `bytes` more bytes of answers a connection is reset.
 */
export type NetworkFault =
  | { readonly kind: "pass" | "cut" | "half-open" }
  | { readonly kind: "delay"; readonly ms: number }
  | { readonly kind: "truncated"; readonly bytes: number }

interface Line {
  readonly near: Socket
  readonly far: Socket
  /** The fault that it died of, if it did. */
  dead: boolean
  /** Bytes of answers that still pass; Infinity where all do. */
  left: number
}

/** A TCP proxy in front of a server, for whatever can go wrong on the way to it. */
export class FaultProxy {
  readonly #target: { readonly host: string; readonly port: number }
  readonly #lines = new Set<Line>()
  #server: Server | undefined
  #fault: NetworkFault = { kind: "pass" }
  /** Connections that were asked for so far. */
  accepted = 0
  port = 0

  constructor(target: { readonly host: string; readonly port: number }) {
    this.#target = target
  }

  async start(): Promise<this> {
    this.#server = createServer((socket) => this.#accept(socket))
    this.#server.listen(0, "127.0.0.1")
    await once(this.#server, "listening")
    this.port = (this.#server.address() as AddressInfo).port
    return this
  }

  async stop(): Promise<void> {
    for (const line of this.#lines) hangUp(line)
    const server = this.#server
    if (!server) return
    server.close()
    await once(server, "close")
  }

  get fault(): NetworkFault {
    return this.#fault
  }

  set fault(fault: NetworkFault) {
    this.#fault = fault
    for (const line of this.#lines) {
      if (fault.kind === "cut") hangUp(line)
      if (fault.kind === "half-open") line.dead = true
      line.left = fault.kind === "truncated" ? fault.bytes : Number.POSITIVE_INFINITY
    }
  }

  #accept(near: Socket): void {
    this.accepted++
    near.on("error", () => near.destroy())
    if (this.#fault.kind === "cut") return void near.resetAndDestroy()
    const fault = this.#fault
    const far = connect(this.#target)
    const left = fault.kind === "truncated" ? fault.bytes : Number.POSITIVE_INFINITY
    const line: Line = { near, far, dead: fault.kind === "half-open", left }
    this.#lines.add(line)
    far.on("error", () => hangUp(line))
    near.on("data", (bytes: Buffer) => this.#carry(line, far, bytes))
    far.on("data", (bytes: Buffer) => {
      const whole = line.left >= bytes.length
      this.#carry(line, near, whole ? bytes : bytes.subarray(0, line.left))
      line.left -= bytes.length
      if (!whole) setImmediate(() => hangUp(line))
    })
    const over = (): void => {
      // Nobody hears of the end of a connection that the network has lost.
      if (!line.dead) setTimeout(() => hangUp(line), this.#wait())
      this.#lines.delete(line)
    }
    near.on("close", over)
    far.on("close", over)
  }

  #carry(line: Line, to: Socket, bytes: Buffer): void {
    if (line.dead) return
    const wait = this.#wait()
    const go = (): void => {
      if (!line.dead && !to.destroyed) to.write(bytes)
    }
    if (wait === 0) go()
    else setTimeout(go, wait)
  }

  #wait(): number {
    return this.#fault.kind === "delay" ? this.#fault.ms : 0
  }
}

function hangUp({ near, far }: Line): void {
  if (!near.destroyed) near.resetAndDestroy()
  far.destroy()
}
