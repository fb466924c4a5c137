import { doors, locationOf } from "../kit/browser.mjs"
import { ada, atPasswordApp } from "./credentials.mjs"

export function routeCases(kit) {
  return [...pathCases(kit), ...callbackUrlCases(kit), ...answerCases(kit)]
}

function pathCases(kit) {
  const { assert } = kit
  return [
    {
      name: "what is no route answers 404",
      async run() {
        const browser = atPasswordApp(kit, doors[0])
        const paths = ["/", "", "//session", "/session/", "/session/x", "/Session", "/%73ession"]
        for (const path of [...paths, "/session%00", "/__proto__", "/signin/a/b", "x/session"]) {
          const answer = await browser.get(path)
          assert.equal(answer.status, 404, path)
          assert.deepEqual(answer.headers.getSetCookie(), [])
        }
      },
    },
    {
      name: "a method that is not for it answers 405, and says which are; 400 under v5",
      async run() {
        for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]) {
          const answer = await atPasswordApp(kit, doors[0]).send("/session", { method })
          assert.equal(answer.status, 405, method)
          assert.equal(answer.headers.get("allow"), "GET, POST")
          const foreign = await atPasswordApp(kit, doors[1]).send("/session", { method })
          assert.equal(foreign.status, 400, method)
        }
      },
    },
    {
      name: "bodies that are not forms are refused with a 4xx, and the session stays",
      async run() {
        const browser = atPasswordApp(kit, doors[0])
        await browser.post("/callback/credentials", ada)
        const deep = "[".repeat(100_000)
        for (const [type, body, status] of [
          ["application/json", "{bad", 400],
          ["application/json", "[1]", 400],
          ["application/json", deep, 400],
          ["application/json", `{"a":"${"x".repeat(1_100_000)}"}`, 413],
          ["application/x-www-form-urlencoded", "csrfToken=1&csrfToken=2", 400],
          ["text/plain", "csrfToken=1", 415],
        ]) {
          const headers = { "content-type": type }
          for (const path of ["/session", "/signout"]) {
            const answer = await browser.send(path, { method: "POST", headers, body })
            assert.equal(answer.status, status, `${type} ${body.slice(0, 20)}`)
          }
        }
        assert.equal(await browser.who(), "Ada")
      },
    },
  ]
}

const foreign = [
  "//evil.example",
  "https://evil.example",
  "https:evil.example",
  "https://app.example@evil.example/",
  "https://app.example.evil.example",
  "\\\\evil.example",
  "/\\evil.example",
  "javascript:alert(1)",
  "data:text/html,evil.example",
  "https://",
  "https://[",
  "%",
  "/a\r\nSet-Cookie: x=1",
  "blob:https://app.example/x",
  "x".repeat(12_000),
]

function callbackUrlCases(kit) {
  const { assert } = kit
  return [
    {
      name: "callbackUrl: nothing leads away, on any route",
      async run() {
        for (const callbackUrl of foreign) {
          const browser = atPasswordApp(kit, doors[0])
          const query = new URLSearchParams({ callbackUrl })
          const cookie = `__Host-latchkey.callback-url=${encodeURIComponent(callbackUrl)}`
          const answers = [
            await browser.get(`/signin?${query}`),
            await browser.get(`/signout?${query}`),
            await browser.get("/signin", { cookie }),
            await browser.post("/signout", { callbackUrl }),
            await browser.post("/callback/credentials", { ...ada, callbackUrl }),
          ]
          for (const answer of answers) {
            const what = callbackUrl.slice(0, 40)
            assert.ok(answer.status < 500, what)
            const location = answer.headers.get("location")
            if (location) assert.equal(new URL(location).origin, "https://app.example", what)
            const told = answer.headers.getSetCookie().map((line) => decodeURIComponent(line))
            // With the dot: a random token may well hold the word.
            assert.ok(!told.join().includes("evil.example"), what)
            assert.ok(!(await answer.text()).includes("evil.example"), what)
          }
        }
      },
    },
    {
      name: "callbackUrl: a place of ours is kept, a foreign one where the application says so",
      async run() {
        const browser = atPasswordApp(kit, doors[0])
        const ours = await browser.post("/signout", { callbackUrl: "/a?b=c#d" })
        assert.equal(locationOf(ours).href, "https://app.example/a?b=c#d")
        browser.change({ callbacks: { redirect: ({ url }) => url } })
        const theirs = await browser.post("/signout", { callbackUrl: "https://other.example/x" })
        assert.equal(locationOf(theirs).href, "https://other.example/x")
        const script = await browser.post("/signout", { callbackUrl: "javascript:alert(1)" })
        assert.equal(locationOf(script).origin, "https://app.example")
      },
    },
  ]
}

function answerCases(kit) {
  const { assert } = kit
  return [
    {
      name: "pages are HTML that nothing of the sender's gets into, with headers that keep them in",
      async run() {
        const browser = atPasswordApp(kit, doors[0])
        const pages = ["/signin", "/signout", "/error?error=AccessDenied", "/verify-request"]
        const markup = encodeURIComponent('"><script>alert(1)</script>')
        for (const path of [...pages, `/error?error=${markup}`, `/signin?error=${markup}`]) {
          const answer = await browser.get(path)
          const html = await answer.text()
          assert.match(answer.headers.get("content-type"), /^text\/html/)
          assert.match(html, /^<!doctype html>/i, path)
          assert.ok(!html.includes("<script>alert"), path)
          assert.equal(answer.headers.get("x-content-type-options"), "nosniff")
          assert.match(answer.headers.get("content-security-policy"), /frame-ancestors 'none'/)
        }
      },
    },
    {
      name: "providers and csrf are JSON; nothing is cached",
      async run() {
        const browser = atPasswordApp(kit, doors[0])
        const answer = await browser.get("/providers")
        assert.match(answer.headers.get("cache-control"), /no-store/)
        assert.deepEqual((await answer.json()).credentials, {
          id: "credentials",
          name: "Credentials",
          type: "credentials",
          signinUrl: "https://app.example/auth/signin/credentials",
          callbackUrl: "https://app.example/auth/callback/credentials",
        })
        assert.equal(await browser.csrfToken(), await browser.csrfToken())
      },
    },
  ]
}
