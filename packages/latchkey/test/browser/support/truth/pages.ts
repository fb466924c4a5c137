import type { Page } from "playwright-core"
import { describe, expect, it } from "vitest"
import { close, DEMO, PATIENCE, type World } from "./world.ts"

const hostile = [
  `"><script>window.hit = 1</script>`,
  `'"><img src=x onerror="window.hit = 1">`,
  `</title><svg onload="window.hit = 1">`,
  `javascript:window.hit=1`,
  `"><style>*{color:rgb(1,2,3)}</style><meta http-equiv=refresh content="0;url=https://evil.test">`,
]
const places = [
  "signin?error=",
  "signin?callbackUrl=",
  "error?error=",
  "signout?callbackUrl=",
  "callback/nodemailer?token=1&email=",
]

/** What runs in the pages that we make, and who may look at them. */
export function describePages(world: () => World): void {
  const auth = (path: string): string => `${world().app}/api/auth/${path}`

  /** Puts an element into the page, and answers what the policy said of it. */
  const violates = (page: Page, script: string): Promise<unknown> =>
    page.evaluate(
      `new Promise((done) => {
        document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => done(effectiveDirective))
        setTimeout(() => done("nothing"), 1000)
        ${script}
      })`,
    )

  describe("our own pages", () => {
    it.each(places)(
      "BT-18: what is injected by %s neither runs nor changes the page",
      async (place) => {
        const page = await world().tab()
        for (const text of hostile) {
          await page.goto(auth(place + encodeURIComponent(text)))
          expect(await page.evaluate("window.hit")).toBeUndefined()
          expect(await page.locator("script, svg, img[src=x], meta[http-equiv]").count()).toBe(0)
          expect(await page.evaluate("getComputedStyle(document.body).color")).not.toBe(
            "rgb(1, 2, 3)",
          )
          expect(new URL(page.url()).origin).toBe(world().app)
        }
        await close(page)
      },
    )

    it.each([
      [
        "a script",
        "script-src-elem",
        `const s = document.createElement("script"); s.textContent = "window.hit = 1"; document.body.append(s)`,
      ],
      [
        "a script of another site",
        "script-src-elem",
        `const s = document.createElement("script"); s.src = "https://evil.test/x.js"; document.body.append(s)`,
      ],
      [
        "a handler",
        "script-src-attr",
        `document.body.setAttribute("onclick", "window.hit = 1"); document.body.click()`,
      ],
      [
        "a style",
        "style-src-elem",
        `const s = document.createElement("style"); s.textContent = "*{color:red}"; document.body.append(s)`,
      ],
      [
        "a style of an element",
        "style-src-attr",
        `document.body.setAttribute("style", "color:red")`,
      ],
      [
        "a base",
        "base-uri",
        `const b = document.createElement("base"); b.href = "https://evil.test/"; document.head.append(b)`,
      ],
      [
        "a frame",
        "frame-src",
        `const f = document.createElement("iframe"); f.src = "https://evil.test/"; document.body.append(f)`,
      ],
      ["a request", "connect-src", `fetch("https://evil.test/").catch(() => {})`],
      [
        "an object",
        "object-src",
        `const o = document.createElement("object"); o.data = "https://evil.test/"; document.body.append(o)`,
      ],
    ])("BT-19: the policy lets %s do nothing", async (_, directive, script) => {
      const page = await world().tab()
      await page.goto(auth("signin"))
      expect(await violates(page, script)).toBe(directive)
      expect(await page.evaluate("window.hit")).toBeUndefined()
      await close(page)
    })

    it.each([
      "signin",
      "signout",
      "error",
      "callback/nodemailer?token=x&email=a@example.test",
      "session",
      "providers",
    ])("BT-20: %s is shown in no frame", async (path) => {
      const page = await world().victim()
      let blocked = 0
      page.on("requestfailed", (request) => {
        if (request.url() === auth(path)) blocked++
      })
      for (const attributes of ["", 'sandbox="allow-scripts allow-same-origin allow-forms"']) {
        const lure = world().lure(`<iframe ${attributes} src="${auth(path)}"></iframe>`)
        for (const from of [world().stranger, world().sibling]) {
          const before = blocked
          await page.goto(from + lure)
          const isEmpty = () =>
            blocked > before || page.frames().some((one) => one.url().startsWith("chrome-error:"))
          await expect.poll(isEmpty, PATIENCE).toBe(true)
          expect(page.frames().map((one) => one.url())).not.toContain(auth(path))
        }
      }
      await close(page)
    })

    it.each(["session", "csrf", "providers", "sessions"])(
      "BT-21 (CS-11): %s can't be read by another site, whichever way it asks",
      async (path) => {
        const url = auth(path)
        const page = await world().victim()
        for (const from of [world().stranger, world().sibling]) {
          await page.goto(from + world().lure("<script src='/x.js'></script>"))
          const read = await page.evaluate(
            `Promise.all([
              fetch(${JSON.stringify(url)}, { credentials: "include" }).then((a) => a.text(), () => "refused"),
              fetch(${JSON.stringify(url)}, { credentials: "include", mode: "no-cors" }).then((a) => a.type + a.status, () => "refused"),
              new Promise((done) => { const s = document.createElement("script"); s.onload = () => done("loaded"); s.onerror = () => done("refused"); s.src = ${JSON.stringify(url)}; document.head.append(s) }),
            ])`,
          )
          expect(read).toEqual(["refused", "refused", "refused"])
        }
        await close(page)
      },
    )

    it("BT-22: a window that opened the sign-in page can't follow it, and is unknown to it", async () => {
      const page = await world().tab()
      const open = `window.popup = window.open(${JSON.stringify(auth("signin"))})`
      await page.goto(world().stranger + world().lure(`<button onclick='${open}'>open</button>`))
      const [popup] = await Promise.all([
        page.waitForEvent("popup"),
        page.getByRole("button").click(),
      ])
      await popup.waitForURL(`${world().app}/**`)
      expect(await popup.evaluate("window.opener")).toBeNull()
      expect(await page.evaluate("window.popup.closed")).toBe(true)
      await close(page)
    })

    it("BT-23: a password is never in an address, and fields say what they are for", async () => {
      const page = await world().tab()
      await page.goto(auth("signin"))
      const password = page.getByLabel("Password")
      expect(await password.getAttribute("type")).toBe("password")
      expect(await password.getAttribute("autocomplete")).toBe("current-password")
      expect(await page.getByLabel("Name").getAttribute("autocomplete")).toBe("username")
      const forms = await page
        .locator("form")
        .evaluateAll((all) => all.map((one) => (one as HTMLFormElement).method))
      expect(new Set(forms)).toEqual(new Set(["post"]))
      await page.getByLabel("Name").fill("demo")
      await password.fill("wrong-password")
      await page.getByRole("button", { name: "Sign in", exact: true }).click()
      await page.waitForURL(/error=/)
      expect(page.url()).not.toContain("wrong-password")
      expect(await page.content()).not.toContain("wrong-password")
      for (const { path, headers } of world().town.seen) {
        expect(path + String(headers.referer)).not.toContain("wrong-password")
      }
      await close(page)
    })

    it("BT-24: whoever has been here by https goes there by https, whatever is typed", async () => {
      const page = await world().tab()
      await page.goto(auth("signin"))
      await page.goto(auth("signin").replace("https:", "http:"))
      expect(page.url()).toBe(auth("signin"))
      await close(page)
    })

    it("BT-25: no page of a session is kept by a cache", async () => {
      const page = await world().victim()
      for (const path of [
        "/",
        "/protected",
        "/devices",
        "/api/auth/session",
        "/api/auth/signin",
        "/api/auth/signout",
      ]) {
        const answer = await page.goto(world().app + path)
        expect([path, answer!.headers()["cache-control"]]).toEqual([
          path,
          expect.stringMatching(/no-store/),
        ])
      }
      expect(await world().who(page.context())).toBe(DEMO)
      await close(page)
    })
  })
}
