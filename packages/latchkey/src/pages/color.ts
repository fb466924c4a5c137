/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number]

/** Reads `#rgb` or `#rrggbb`; undefined for any other colour. */
export function parseHex(color: string): Rgb | undefined {
  const hex = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(color)?.[1]
  const pairs =
    hex?.length === 3 ? hex.match(/./g)!.map((digit) => digit + digit) : hex?.match(/../g)
  return pairs?.map((pair) => Number.parseInt(pair, 16)) as Rgb | undefined
}

/** Relative luminance, 0 to 1 (WCAG 2.2). */
function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((channel) => {
    const part = channel / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as unknown as Rgb
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast ratio of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(one: Rgb, other: Rgb): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

/** Black or white, whichever reads better on the colour; one of them always has at least 4.5:1. */
export function readableOn(background: Rgb): "#000" | "#fff" {
  return contrast(background, [0, 0, 0]) > contrast(background, [255, 255, 255]) ? "#000" : "#fff"
}
