/** What a bundler makes of it, after gzip. */
import type { Measurement } from "../harness/pace.ts"
import type { Line } from "../report/section.ts"
import { bundle, signIn } from "../../tools/bundle.mjs"
import { type Entries, entries } from "../sizes/entries.ts"

const here = new URL("..", import.meta.url).pathname
const purposes = ["check", "server", "react"] as const

async function lineOf(entry: Entries): Promise<Line> {
  const values: Record<string, number> = {}
  for (const purpose of purposes) {
    const source = entry[purpose]
    if (source === undefined) continue
    const platform = entry.forNode?.includes(purpose) ? "node" : "neutral"
    const isOurs = entry.contender.startsWith("latchkey")
    // What others load late has nothing to do with signing in.
    const soon = purpose === "server" && isOurs ? signIn : []
    const { gzipped, withSoon, later } = await bundle(source, here, { platform, soon })
    values[purpose] = gzipped / 1024
    if (purpose === "server") values["sign-in"] = withSoon / 1024
    if (later > 0) values[`${purpose} later`] = later / 1024
  }
  return { contender: entry.contender, values }
}

const titles = { check: "check", server: "server, GitHub", react: "React" }

export const bundles: Measurement = {
  id: "bundle",
  title: "Bundles, kB after gzip",
  seconds: () => 5,
  async run() {
    const lines: Line[] = []
    for (const entry of entries) lines.push(await lineOf(entry))
    const columns = purposes.flatMap((purpose) => [
      { id: purpose, title: titles[purpose] },
      ...(purpose === "server" ? [{ id: "sign-in", title: "with what a sign-in loads" }] : []),
      { id: `${purpose} later`, title: "when needed" },
    ])
    const note =
      "By esbuild, minified, for the edge and browsers, React and Next.js left out; what is loaded at the import, and what is loaded when it is first needed, of which a sign-in at GitHub, from the page until the sign-out, needs a part; the servers of next-auth 4 and better-auth for Node, since nothing else has what they import."
    return { id: bundles.id, title: bundles.title, note, columns, lines }
  },
}
