/** Why a request was not made, or its answer not taken. */
export type OutgoingReason =
  /** It leads to this machine, its link, a private network, or nowhere. */
  | "address"
  | "protocol"
  | "port"
  /** A user name or password in the URL. */
  | "credentials"
  /** More bytes than are allowed. */
  | "size"
  /** The answer is compressed, though that was not asked for. */
  | "encoding"

/** What `publicFetch` refuses. Says which rule, and no address that a resolver answered. */
export class OutgoingRefused extends Error {
  readonly reason: OutgoingReason

  constructor(reason: OutgoingReason, message: string) {
    super(message)
    this.name = "OutgoingRefused"
    this.reason = reason
  }
}
