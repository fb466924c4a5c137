import { connect, type Socket } from "node:net"

export interface Load {
  readonly requests: number
  readonly seconds: number
  /** Milliseconds until the answer: the median, and the hundredth that is slowest. */
  readonly p50: number
  readonly p99: number
}

const CONNECTIONS = 32
const END = Buffer.from("\r\n\r\n")

/** One connection that asks again when it is answered. Reads as little as it can: the server is what is measured. */
function ask(port: number, request: Buffer, isOver: () => boolean, times: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let asked = 0
    const buffer = Buffer.allocUnsafe(4096)
    const socket: Socket = connect({
      port,
      host: "127.0.0.1",
      noDelay: true,
      // Answers are shorter than one packet, and bodies short: one read is one answer.
      onread: {
        buffer,
        callback(bytes: number) {
          times.push(performance.now() - asked)
          if (buffer.lastIndexOf(END, bytes) < 0) socket.destroy(new Error("half an answer"))
          else if (isOver()) socket.destroy()
          else send()
          return true
        },
      },
    } as never)
    const send = (): void => {
      asked = performance.now()
      socket.write(request)
    }
    socket.on("connect", send).on("error", reject).on("close", resolve)
  })
}

/** As many requests as the server answers. */
export async function load(port: number, cookie: string, milliseconds: number): Promise<Load> {
  const request = Buffer.from(
    `GET /page HTTP/1.1\r\nHost: app.example.com\r\nX-Forwarded-Proto: https\r\nCookie: ${cookie}\r\n\r\n`,
  )
  const times: number[] = []
  const started = performance.now()
  const isOver = (): boolean => performance.now() - started > milliseconds
  await Promise.all(Array.from({ length: CONNECTIONS }, () => ask(port, request, isOver, times)))
  const seconds = (performance.now() - started) / 1000
  times.sort((a, b) => a - b)
  const at = (part: number): number => times[Math.floor(part * (times.length - 1))]!
  return { requests: times.length, seconds, p50: at(0.5), p99: at(0.99) }
}
