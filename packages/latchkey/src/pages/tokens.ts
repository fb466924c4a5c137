/** The colours of one scheme. */
export interface Tokens {
  /** Behind the card. */
  readonly page: string
  readonly card: string
  readonly ink: string
  readonly muted: string
  /** Decorative lines. */
  readonly line: string
  /** Borders that show where a control is (WCAG 1.4.11). */
  readonly field: string
  /** Links and the focus ring. */
  readonly accent: string
  readonly danger: string
  readonly "danger-bg": string
}

/** The colours of the built-in pages; a test computes their contrast. */
export const tokens: { readonly light: Tokens; readonly dark: Tokens } = {
  light: {
    page: "#f4f5f7",
    card: "#fff",
    ink: "#16181d",
    muted: "#565c67",
    line: "#dfe2e8",
    field: "#858c98",
    accent: "#1d4ed8",
    danger: "#9b1c1c",
    "danger-bg": "#fdf1f0",
  },
  dark: {
    page: "#0e1014",
    card: "#171a20",
    ink: "#eceef2",
    muted: "#a3aab6",
    line: "#383f4b",
    field: "#717987",
    accent: "#8fb4ff",
    danger: "#ffb4ab",
    "danger-bg": "#34191a",
  },
}
