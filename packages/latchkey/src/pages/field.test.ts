import { Window } from "happy-dom"
import { describe, expect, it } from "vitest"
import type { CredentialInput } from "../contracts/provider.ts"
import { renderField } from "./field.ts"

function field(name: string, input: CredentialInput, errorId?: string) {
  const { document } = new Window()
  document.body.innerHTML = String(renderField({ id: "f", name, input, errorId }))
  const control = document.querySelector("input")!
  const attribute = (key: string) => control.getAttribute(key)
  return { attribute, label: document.querySelector("label")?.textContent, document }
}

describe("renderField", () => {
  it.each<[string, CredentialInput, string | null]>([
    ["username", {}, "username"],
    ["Email", { type: "email" }, "username"],
    ["password", { type: "password" }, "current-password"],
    ["phone", { type: "tel" }, "tel"],
    ["totp", {}, "one-time-code"],
    ["company", {}, null],
    ["password", { type: "password", autoComplete: "new-password" }, "new-password"],
    ["username", { autocomplete: "username webauthn" }, "username webauthn"],
  ])("gives %s %j autocomplete %s", (name, input, expected) => {
    expect(field(name, input).attribute("autocomplete")).toBe(expected)
  })

  it("requires the user name and password, but no other field unless told", () => {
    expect(field("username", {}).attribute("required")).not.toBeNull()
    expect(field("password", { type: "password" }).attribute("required")).not.toBeNull()
    expect(field("totp", {}).attribute("required")).toBeNull()
    expect(field("totp", { required: true }).attribute("required")).not.toBeNull()
    expect(
      field("password", { type: "password", required: false }).attribute("required"),
    ).toBeNull()
  })

  it("labels the control, by the name where there is no label", () => {
    expect(field("username", { label: "User name" }).label).toBe("User name")
    expect(field("username", {}).label).toBe("username")
  })

  it("passes on what a form needs and nothing else", () => {
    const { attribute } = field("pin", {
      minLength: 4,
      pattern: "[0-9]*",
      inputMode: "numeric",
      id: "mine",
      name: "theirs",
      onfocus: "alert(1)",
      formaction: "https://evil.test",
      style: "color:red",
      'x"><script>': "1",
    })
    expect(attribute("minlength")).toBe("4")
    expect(attribute("pattern")).toBe("[0-9]*")
    expect(attribute("inputmode")).toBe("numeric")
    expect(attribute("id")).toBe("f")
    expect(attribute("name")).toBe("pin")
    for (const key of ["onfocus", "formaction", "style"]) expect(attribute(key)).toBeNull()
  })

  it.each(["submit", "image", "file", "button", "reset", "nonsense", '"><script>'])(
    "makes a text field of type %s",
    (type) => {
      expect(field("x", { type }).attribute("type")).toBe("text")
    },
  )

  it("shows no label for a hidden field", () => {
    const { attribute, label } = field("tenant", { type: "hidden", value: "a", label: "Tenant" })
    expect(label).toBeUndefined()
    expect([attribute("type"), attribute("value")]).toEqual(["hidden", "a"])
  })

  it("points to the message that says what is wrong", () => {
    const { attribute } = field("username", {}, "error")
    expect(attribute("aria-invalid")).toBe("true")
    expect(attribute("aria-describedby")).toBe("error")
  })
})
