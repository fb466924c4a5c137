/** A provider's mark as a data URL: 24 by 24, drawn from the shapes that are given. Base64, so that no page refuses it. */
export function logo(shapes: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${shapes}</svg>`
  return `data:image/svg+xml;base64,${btoa(svg)}`
}

/** A mark for a provider whose own is a trade mark that can't be drawn here: its letters, in its colour. */
export function monogram(letters: string, color: string): string {
  const size = letters.length > 1 ? 10 : 13
  return logo(
    `<rect width="24" height="24" rx="6" fill="${color}"/><text x="12" y="12.5" fill="#fff" font-family="Helvetica,Arial,sans-serif" font-size="${size}" font-weight="700" text-anchor="middle" dominant-baseline="central">${letters}</text>`,
  )
}
