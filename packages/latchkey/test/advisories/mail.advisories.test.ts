/** Addresses that were mailed to somebody else, or took a mailer down. */
import { describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { EmailConfig } from "../../src/contracts/provider.ts"
import { parseEmail } from "../../src/email/parse.ts"
import { Browser, own, v4, v5 } from "../support/browser.ts"
import { silent } from "../support/next-app.ts"

const rows: readonly (readonly [string, string, string])[] = [
  ["ADV-ML01", "a quoted address before another", '"eve@evil.example x"@internal.example'],
  ["ADV-ML01", "a quoted local part", '"ada"@example.com'],
  ["ADV-ML02", "groups within groups", `${"g: ".repeat(2000)}ada@example.com${";".repeat(2000)}`],
  ["ADV-ML02", "a group", "team:ada@example.com;"],
  ["ADV-ML02", "more than 254 characters", `ada@${"a.".repeat(130)}example.com`],
  ["ADV-ML03", "a line break before a header", "ada@example.com\r\nBcc: eve@evil.example"],
  ["ADV-ML03", "a bare carriage return", "ada@example.com\rRCPT TO:<eve@evil.example>"],
  ["ADV-ML03", "a size for the envelope", "ada@example.com SIZE=100\r\nRCPT TO:<eve@evil.example>"],
  ["ADV-ML03", "a NUL", "ada@example.com\0.evil.example"],
  ["ADV-ML04", "a flag for sendmail", "-OQueueDirectory=/tmp@example.com -X/tmp/x"],
  ["ADV-ML04", "many spaces", `ada${" ".repeat(50_000)}@example.com`],
  ["ADV-ML04", "many dots", `${"a.".repeat(50_000)}@example.com`],
]

/** @see ADV-ML01, ADV-ML02, ADV-ML03, ADV-ML04 */
describe("an address that a mailer could read otherwise", () => {
  it.each(rows)("%s: %s is refused before a mailer sees it", async (_, __, address) => {
    expect(parseEmail(address)).not.toHaveProperty("email")
    for (const door of [own, v5, v4]) {
      const mailed: unknown[] = []
      const email: EmailConfig = {
        id: "email",
        name: "E-mail",
        type: "email",
        sendVerificationRequest: (params) => void mailed.push(params),
      }
      const config = { providers: [email], adapter: MemoryAdapter(), logger: silent }
      const answer = await new Browser(config, { door }).post("/signin/email", { email: address })
      expect(answer.headers.get("location")).toContain("error=EmailSignin")
      expect(mailed).toEqual([])
    }
  })
})
