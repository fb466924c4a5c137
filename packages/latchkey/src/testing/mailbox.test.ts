import { expect, it } from "vitest"
import { createMailbox } from "./index.ts"

it("keeps what would have been sent, in order, and works as a free function", async () => {
  const { messages, sendVerificationRequest } = createMailbox()
  for (const identifier of ["a@example.com", "b@example.com"])
    await sendVerificationRequest({
      identifier,
      url: `https://example.com/?email=${identifier}`,
    } as never)
  expect(messages.map((message) => message.identifier)).toEqual(["a@example.com", "b@example.com"])
  expect(createMailbox().messages).toEqual([])
})
