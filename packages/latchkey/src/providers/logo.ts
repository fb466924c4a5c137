/** A provider's mark as a data URL: 24 by 24, drawn from the shapes that are given. Base64, so that no page refuses it. */
export function logo(shapes: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${shapes}</svg>`
  return `data:image/svg+xml;base64,${btoa(svg)}`
}
