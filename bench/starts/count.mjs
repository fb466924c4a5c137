/** Counts the files of JavaScript that a start loads: `node --import`. */
import { writeSync } from "node:fs"
import { registerHooks } from "node:module"
import process from "node:process"

const own = new URL("./", import.meta.url).href
const files = new Set()
registerHooks({
  load(url, context, next) {
    if (url.startsWith("file:") && !url.startsWith(own)) files.add(url)
    return next(url, context)
  },
})
process.on("exit", () => writeSync(2, `files ${files.size}\n`))
