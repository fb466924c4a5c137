import type { Html } from "../web/html.ts"

/** What a page hands to the layout. */
export interface PageContent {
  /** Heading, and the title of the document. */
  readonly title: string
  readonly body: Html
  /** Whether something went wrong; the document's title then says so first, as it is what is read out first. */
  readonly isError?: boolean
  /** Room for code and traces. */
  readonly isWide?: boolean
  /** Whether the page holds a form, whose way leads through redirects that the policy can't know. */
  readonly hasForm: boolean
  /** Whether it holds the script for passkeys, which asks our own origin for options. */
  readonly hasPasskeys?: boolean
  /** Whether its address is a secret, which the page that comes after is not told either. */
  readonly isSecret?: boolean
}
