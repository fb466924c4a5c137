import type { ProviderType } from "../vocabulary/account.ts"

/** Colours and logo of a provider's button. */
export interface ProviderStyle {
  /** URL, or an inline SVG data URL. */
  logo?: string
  /** Text colour. */
  text?: string
  /** Background colour. */
  bg?: string
  brandColor?: string
}

/** What every provider has. */
export interface CommonProviderOptions {
  /** Names the provider in URLs, e.g. `github`. */
  id: string
  /** Shown on the sign-in page. */
  name: string
  type: ProviderType
}

/** A field of the credentials form. */
export interface CredentialInput {
  label?: string
  type?: string
  placeholder?: string
  value?: string
  [attribute: string]: unknown
}
