import type { Theme } from "../contracts/theme.ts"
import { safeColor } from "../web/html.ts"
import { parseHex, readableOn } from "./color.ts"

/**
 * The rule that gives the main button the theme's colour; empty where the theme names none that is one.
 * A colour that isn’t written in hex leaves the choice of black or white to the browser.
 */
export function themeStyle(theme: Theme): string {
  const background = safeColor(theme.brandColor)
  if (!background) return ""
  const chosen = safeColor(theme.buttonText)
  const rgb = parseHex(background)
  if (chosen ?? rgb) {
    return `.primary{background:${background};color:${chosen ?? readableOn(rgb!)}}`
  }
  const derived = `oklch(from ${background} clamp(0,(.62 - l)*1e3,1) 0 0)`
  return `.primary{background:${background};color:#fff;color:${derived}}`
}
