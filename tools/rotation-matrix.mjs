/**
 * `docs/rotation-matrix.md`, from what the tests of `packages/latchkey/test/matrix` saw. Run as a program, it has them
 * look anew and writes the page: `npm run compare:rotation`.
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { bin, must, root, toolEnv } from "./run.mjs"

const page = join(root, "docs/rotation-matrix.md")
const tests = "packages/latchkey/test/matrix"
const results = join(root, tests, "results")

/** Where a test keeps what it saw. */
export function resultFile(name) {
  return join(results, `${name}.json`)
}

function read(name) {
  return JSON.parse(readFileSync(resultFile(name), "utf8"))
}

const tiers = { static: "The environment", sourced: "A source", managed: "A managed ring" }

const INTRODUCTION = `# What a rotation does

Each cell is a test: a browser is given something, the keys change, and the browser comes back. It speaks to \`Auth(request, config)\` by requests and keeps cookies as browsers do. This page is written from what those tests saw, by \`npm run compare:rotation\`; a test fails when it is not what they see.

- **survives**: accepted.
- **kept**: refused, and not taken from the browser. Another instance, or the way back, accepts it.
- **cleared**: refused for good, and taken from the browser.
- **kept, survives**: first the one, then the other, as the step goes on.

\`[B, A]\` is a list of secrets: the first seals, all open. What can be used once only (a sign-in at a provider, a mailed link) is begun anew after each use.

Three formats are tested: our own, and those of Auth.js 5 and NextAuth 4 (\`compat\`). Where they differ, the cell says so.
`

/** The page, from the results. */
export function rotationPage({ matrix, comparison }) {
  const parts = [INTRODUCTION, ...matrixParts(matrix), ...comparisonParts(comparison)]
  return `${parts.join("\n").trimEnd()}\n`
}

function matrixParts({ kinds, steps, todo, cells }) {
  const parts = []
  for (const [tier, title] of Object.entries(tiers)) {
    const rows = steps.filter((step) => step.tier === tier)
    parts.push(
      `## ${title}`,
      "",
      ...table(
        ["step", ...kinds],
        rows.map((step) => [step.name, ...kinds.map((kind) => summary(step.cells[kind]))]),
      ),
      "",
    )
  }
  parts.push(REMARKS, `Not tested, since nothing is made for it yet: ${todo.join(", ")}.`, "")
  parts.push(`${cells} cells in all.`, "")
  return parts
}

const REMARKS = `What is behind some of the cells:

- An instance that does not know a key asks its source once, within a budget: at most every five seconds, whoever asks. Until it knows, it answers "nobody" and leaves the cookie alone.
- A rolling deploy without a staged key shows what old instances do with what new ones made: it is refused there, kept, and accepted at the next request to a new one. Publish the key first (\`AUTH_SECRET_NEXT\`, a date, or a managed ring), and every instance accepts it at every moment.
- A form is refused by an instance that doesn't know its key, and the token stays. A page that such an instance shows has a form of its own, whose token takes the other's place.
- A sign-in at a provider that is refused for an unknown key is not used up: the same address, opened at an instance with the key, still signs in.
- A secret that was replaced outright shows itself in the log: how many session cookies came with a key that is gone, and what keeps them ([key-unknown](errors.md#key-unknown)).
- A revoked key is refused by every purpose. Our own sessions and checks are cleared. A form's token, a mailed link and the formats of Auth.js are refused too, but stay in the browser: their cookies don't name the key in a way that outlives it.
- Database sessions are rows. No key has a part in them.
`

/** One text where all forms agree, else each form's. */
function summary(forms) {
  const texts = new Map()
  for (const [form, verdicts] of Object.entries(forms)) {
    const text = verdicts.filter((one, i) => one !== verdicts[i - 1]).join(", ")
    texts.set(text, [...(texts.get(text) ?? []), form])
  }
  if (texts.size === 1) return [...texts.keys()][0]
  return [...texts].map(([text, names]) => `${names.join(", ")}: ${text}`).join("<br>")
}

const COMPARISON = `The same steps, with the same browser, through the public handlers of the published packages, in production mode. What they did is written here as it was, on the day named below; the test fails when one of them does otherwise.

- \`@auth/core\` has its secrets as \`secret: [new, old]\`, \`better-auth\` as \`secrets: [{ version, value }, …]\`, newest first.
- A session in a cookie is \`better-auth\`'s mode without a database. A session in a database is a row that the cookie names; \`better-auth\` signs that cookie.
- \`better-auth\` has no CSRF token: it looks at the \`Origin\` header. Its mailed links name a row and have no key, so nothing happens to them.
- Each thing is first begun and used without a rotation; only what works then is counted.
- **gone**: refused, since an instance had taken it from the browser before.
- What these libraries encrypt in a database is not compared here.
`

function comparisonParts({ date, libraries, steps }) {
  const names = libraries.map(({ name, version }) => (version ? `${name} ${version}` : name))
  const parts = ["## Compared with others", "", COMPARISON, `Measured on ${date}.`, ""]
  for (const step of steps) {
    const things = Object.keys(step.things)
    parts.push(`### ${step.name}`, "", step.story, "")
    parts.push(
      ...table(
        ["", ...names],
        things.map((thing) => [
          thing,
          ...libraries.map(({ name }) => step.things[thing][name] ?? "—"),
        ]),
      ),
      "",
    )
  }
  return parts
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...rows.map(line)]
}

/** The page as it must be, and as it is; the formatter aligns tables, so blanks don't count. */
export function pageInSync() {
  const plain = (text) => text.replaceAll(/ {2,}/g, " ").replaceAll(/-{3,}/g, "---")
  const made = rotationPage({ matrix: read("matrix"), comparison: read("comparison") })
  return plain(readFileSync(page, "utf8")) === plain(made)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const env = toolEnv({ LATCHKEY_WRITE_RESULTS: "1" })
  await must(
    join(bin, "vitest"),
    ["run", `${tests}/matrix.test.ts`, `${tests}/comparison.test.ts`],
    { env },
  )
  writeFileSync(page, rotationPage({ matrix: read("matrix"), comparison: read("comparison") }))
  await must(join(bin, "oxfmt"), [page, results])
  console.log(readFileSync(page, "utf8"))
}
