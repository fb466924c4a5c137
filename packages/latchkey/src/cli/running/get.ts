import { type IncomingMessage, request as httpRequest } from "node:http"
import { request as httpsRequest } from "node:https"

/** What one question was answered with. */
export interface Got {
  readonly status: number
  readonly location: string | undefined
  /** Undefined where it is no JSON. */
  readonly json: unknown
}

export interface GetOptions {
  readonly authorization?: string | undefined
  /** Milliseconds, for all of it. */
  readonly timeout: number
}

/** Bytes of an answer; ours have less than one kilobyte, with many instances some. */
const LARGEST = 1_000_000

/**
 * Asks once, over a connection of its own, so that a load balancer chooses anew. Follows nothing.
 *
 * @throws Error with what the system said, or that it took too long
 */
export function get(url: string, { authorization, timeout }: GetOptions): Promise<Got> {
  const send = url.startsWith("https:") ? httpsRequest : httpRequest
  const signal = AbortSignal.timeout(timeout)
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void =>
      reject(signal.aborted ? new Error(`no answer within ${timeout / 1000} s`) : error)
    const headers = {
      accept: "application/json",
      "user-agent": "latchkey",
      ...(authorization === undefined ? {} : { authorization }),
    }
    const request = send(url, { agent: false, headers, signal }, (response) => {
      read(response).then(
        (text) => {
          const { statusCode: status = 0, headers: answered } = response
          resolve({ status, location: answered.location, json: parsed(text) })
        },
        (error: Error) => fail(error),
      )
    })
    request.on("error", fail)
    request.end()
  })
}

async function read(response: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    length += chunk.length
    if (length > LARGEST) throw new Error("its answer does not end")
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString("utf8")
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
