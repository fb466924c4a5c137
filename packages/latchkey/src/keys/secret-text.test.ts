import { inspect } from "node:util"
import { expect, it } from "vitest"
import { SecretText } from "./secret-text.ts"

const secret = new SecretText("the-text")

it("gives its value to whoever asks for it", () => {
  expect(secret.reveal()).toBe("the-text")
})

it.each([
  ["a template", () => `${secret.toString()} ${String(secret)}`, "[secret] [secret]"],
  ["JSON", () => JSON.stringify({ secret }), '{"secret":"[secret]"}'],
  ["a dump", () => inspect({ secret }), "{ secret: SecretText {} }"],
  ["its kind", () => Object.prototype.toString.call(secret), "[object SecretText]"],
])("in %s it says that it is one, and nothing more", (_, print, said) => {
  expect(print()).toBe(said)
})
