import { html, type Html } from "../../web/html.ts"

/** A part of the picture, drawn at its own origin. */
export interface Block {
  readonly height: number
  readonly markup: Html
}

const UNFIT = /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069\u200E\u200F\uFFFE\uFFFF]/gu

/**
 * A name from outside, fit to be shown: what XML 1.0 §2.2 has no character for and what turns the direction of the text
 * becomes �, and a long one is cut.
 */
export function shown(text: string, length = 40): string {
  const clean = text.replaceAll(UNFIT, "\uFFFD")
  const characters = [...clean]
  return characters.length > length ? `${characters.slice(0, length - 1).join("")}…` : clean
}

/** How wide a text is at the most, about. */
export function textWidth(text: string, size: number): number {
  return [...text].length * size * 0.56
}

export interface TextOptions {
  readonly x: number
  readonly y: number
  readonly class?: string
  readonly anchor?: "start" | "middle" | "end"
}

export function text(content: string, { x, y, anchor, ...rest }: TextOptions): Html {
  const end = anchor && anchor !== "start" ? html` text-anchor="${anchor}"` : null
  const name = rest.class ? html` class="${rest.class}"` : null
  return html`<text x="${x}" y="${y}"${end}${name}>${content}</text>`
}

export function move(x: number, y: number, content: Html): Html {
  return html`<g transform="translate(${x} ${y})">${content}</g>`
}
