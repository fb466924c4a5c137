#!/usr/bin/env node
import process from "node:process"
import { run } from "./run.ts"
import { processTerminal } from "./terminal.ts"

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`latchkey needs Node.js 20.19 or later; this is ${process.versions.node}.\n`)
  process.exitCode = 1
} else {
  // A driver that waits without holding the process must not end it before there is an answer.
  const hold = setInterval(() => {}, 2 ** 30)
  process.exitCode = await run(process.argv.slice(2), processTerminal(), process.env)
  clearInterval(hold)
  // A pool that the project's file has opened and doesn't close would hold the process.
  setTimeout(() => process.exit(), 200).unref()
}
