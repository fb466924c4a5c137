/** What one tab tells the others: never the session itself. */
export interface SessionMessage {
  /** Tells the messages of two configurations on one origin apart. */
  readonly basePath: string
  readonly signedIn: boolean
  /** Whether it was another session before, or none; otherwise the tab has only just looked. */
  readonly changed: boolean
  /** The mark that told of the change, if one did: who has looked since needn't look again. */
  readonly mark?: string
}

export interface SessionChannel {
  post(message: SessionMessage): void
  /** Listens until the returned function is called. */
  listen(): () => void
}

// Absent in old browsers and on some servers; throws where storage is blocked. Tabs then don't hear each other.
function open(): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel("latchkey")
  } catch {
    return undefined
  }
}

/** The line between the tabs of one origin. Open only while somebody listens. */
export function createChannel(receive: (message: Partial<SessionMessage>) => void): SessionChannel {
  let channel: BroadcastChannel | undefined
  let listeners = 0
  return {
    post(message) {
      // The listening end does not hear itself.
      const end = channel ?? open()
      end?.postMessage(message)
      if (end !== channel) end?.close()
    },
    listen() {
      if (!listeners++) {
        channel = open()
        channel?.addEventListener("message", (event) => receive(event.data ?? {}))
      }
      return () => {
        if (--listeners) return
        channel?.close()
        channel = undefined
      }
    },
  }
}
