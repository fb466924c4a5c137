/** A device as people would call it. From what the browser says of itself, which anybody can make up: for eyes only. */
export interface Device {
  readonly name: string
  readonly isHandheld: boolean
}

/** The first that fits: browsers name those that they want to pass for as well. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:A|iOS)?\//, "Edge"],
  [/\b(?:OPR|OPiOS)\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, "Chrome"],
  [/\bVersion\/\S+ .*\bSafari\//, "Safari"],
]

const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
]

const handhelds: ReadonlySet<string> = new Set(["iPhone", "iPad", "Android"])

/** `Firefox on Linux`; what is not recognised is said to be so. */
export function deviceOf(userAgent = ""): Device {
  const named = (all: typeof browsers): string | undefined =>
    all.find(([pattern]) => pattern.test(userAgent))?.[1]
  const browser = named(browsers) ?? "Unknown browser"
  const system = named(systems)
  return {
    name: system === undefined ? browser : `${browser} on ${system}`,
    isHandheld: system !== undefined && handhelds.has(system),
  }
}
