import { generateRawSecret, generateSecret } from "../../keys/generate.ts"
import { type Command, type Invocation, UsageError } from "../command.ts"
import { keyId } from "../project/key-id.ts"
import { copyToClipboard } from "./clipboard.ts"
import { filePlatforms, parseTarget } from "./platforms.ts"
import { toFile } from "./to-file.ts"
import { toPlatform } from "./to-platform.ts"

const help = `Usage: latchkey secret [options]

Makes a secret of 256 random bits and writes it as AUTH_SECRET to the env file of this project: .env.local for
Next.js, .env for others. One that is there is never overwritten silently.

  --file <file>    write to this file
  --rotate         keep the secret that is there and add a newer one, so that nobody is signed out
  --force          replace the secret that is there; ends all sessions
  --to <platform>  give it to vercel, fly, railway, netlify, cloudflare, heroku, render, docker, compose, k8s;
                   with an environment: vercel:preview, cloudflare:staging, k8s:<namespace>, fly:<app>
  --copy           put a new one on the clipboard instead
  --raw            print a new one (32 bytes, base64) instead
  --yes            don't ask: add the ignore line where it is missing
  --json           answer in JSON`

/** `latchkey secret`. */
export const secretCommand: Command = {
  help,
  options: {
    file: { type: "string" },
    rotate: { type: "boolean" },
    force: { type: "boolean" },
    to: { type: "string" },
    copy: { type: "boolean" },
    raw: { type: "boolean" },
    yes: { type: "boolean", short: "y" },
  },
  positionals: 0,
  async run(invocation) {
    const { flags, terminal, json } = invocation
    const ways = ["raw", "copy", "to", "file"].filter((name) => flags[name] !== undefined)
    if (ways.length > 1) throw new UsageError(`--${ways.join(" and --")} exclude each other`)
    if (flags["rotate"] && flags["force"]) {
      throw new UsageError("--rotate and --force exclude each other")
    }
    if (flags["raw"]) {
      const secret = generateRawSecret()
      terminal.out(json ? JSON.stringify({ secret }) : secret)
      return 0
    }
    if (flags["copy"]) return copy(invocation)
    const to = flags["to"]
    if (typeof to !== "string") return toFile(invocation, {})
    const next = filePlatforms[parseTarget(to).key]
    return next ? toFile(invocation, { file: ".env", next }) : toPlatform(to, invocation)
  },
}

async function copy({ env, json, terminal }: Invocation): Promise<0> {
  const secret = generateSecret()
  const program = copyToClipboard(secret, env)
  const key = await keyId(secret)
  if (json) terminal.out(JSON.stringify({ ok: true, copied: true, key, program }))
  else terminal.out(`A new secret (key ${key}) is on the clipboard. Set it as AUTH_SECRET.`)
  return 0
}
