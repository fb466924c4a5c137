import { at, doors, SECRET } from "../kit/browser.mjs"
import { openByHand, sealByHand } from "../kit/jwe.mjs"
import { ada, atPasswordApp } from "./credentials.mjs"

/** Tokens of before, as in `test/golden`: issued at this time, in seconds. */
const ISSUED = 1_800_000_000
const GOLDEN_SECRET = "correct horse battery staple, but longer"
const golden = {
  latchkey:
    "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiRGJLdFpvRFMifQ..srZwR7UfCB6xUQiP.P9EjjaPqQS3DjmcCIBv1EHNToyAPJmzOt0CFws7ONZ4LhwIReQ2vuvI_8x4NP4TTQwVZIeWxqT3LtXc5ZJA5C26jc2f-QVMfe0jBw7j3wdeId8sptrGARhjgp8BZh7A.aYVRZXp6BSBEWHNfifh5SA",
  v5: "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2Q0JDLUhTNTEyIiwia2lkIjoiaDZDcnhsTXZJQmJlS0wzXzBpak1ha19HZXRjcWU3ZWtVTTJUTGxsQzk0NlQtaThyckJmLXFwZUJQcjJuLXMyRC1IWVpVdWs1R1RWZHVpNEY0WTN3bkEifQ..bXdPohqs39ylL0qMmxhl7A.qGvKjh_FIgIYbPP-ixLfQeEvAgHtASsrCPfxlyqIwcIx-qFa2mFYQ2D9-ganjIGHwOO_TYyOvHuq9ZLUAuTVyWtGM7yOiAtxh7VGOfvg6hzfBEo2_auVWS4rzGjA3NgM.cpRHDA5l4Yx-kUuvxKBeYu2gwFkAFWAzeqUWjCKJ01s",
  v4: "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..kBQZHYLLy7ENKRK8.2mMUexI9Ik2piaV0Rkkm7fcNAaqIUtrrnaPof2r4ffGf2T-Swl_W7set1a-HTAIWYsGA0iKP29O4UkVcLmug4axAO-SNJ4Y6Gu6T9YjlyvyXCqKbFgXU3lthT0muMYM.zh8HkzlcA8kY9U8nOgblMw",
}

/** What the generation of a door is called where tokens are made by hand. */
const formatOf = (door) => (door.name === "latchkey" ? "own" : door.name)

export function formatCases(kit) {
  return [...doors.flatMap((door) => casesOf(kit, door)), ...acrossDoors(kit)]
}

function casesOf(kit, door) {
  const { assert, jwt } = kit
  const format = formatOf(door)
  const keyOf = (secret) => ({ secret, salt: door.cookie })
  return [
    {
      name: `a token of before, ${door.name}: still a session, and still claims`,
      run: () =>
        at(ISSUED * 1000, async () => {
          const token = golden[door.name]
          const config = { secret: GOLDEN_SECRET, env: { NODE_ENV: "test" } }
          const browser = atPasswordApp(kit, doors[0], config)
          browser.cookies.set(door.cookie, token)
          assert.equal((await browser.session()).user.id, "golden")
          const req = { headers: { cookie: `${door.cookie}=${token}` } }
          const cookieName = door.cookie
          const claims = await jwt.getToken({ req, secret: GOLDEN_SECRET, cookieName })
          assert.equal(claims.sub, "golden")
          assert.equal(claims.iat, ISSUED)
        }),
    },
    {
      name: `WebCrypto by hand, ${door.name}: opens what the library sealed`,
      async run() {
        const browser = atPasswordApp(kit, door)
        await browser.post("/callback/credentials", ada)
        const sealed = browser.cookies.get(door.cookie)
        const claims = await openByHand(format, sealed, keyOf(SECRET))
        assert.equal(claims.sub, "7")
        assert.equal(claims.name, "Ada")
        await assert.rejects(openByHand(format, sealed, keyOf(`${SECRET}x`)), () => true)
      },
    },
    {
      name: `WebCrypto by hand, ${door.name}: what it sealed, of any length, the library opens`,
      async run() {
        const now = Math.floor(Date.now() / 1000)
        for (const length of [0, 1, 15, 16, 17, 2_000]) {
          const name = "ø".repeat(length)
          const claims = { sub: "7", name, iat: now, exp: now + 60, jti: "x" }
          const token = await sealByHand(format, claims, keyOf(SECRET))
          const browser = atPasswordApp(kit, door)
          browser.cookies.set(door.cookie, token)
          assert.equal(await browser.who(), name)
          const opened = await jwt.decode({ token, secret: SECRET, salt: door.cookie })
          assert.deepEqual(opened, claims)
        }
      },
    },
  ]
}

function acrossDoors(kit) {
  const { assert } = kit
  const pairs = doors.flatMap((from) => doors.map((to) => [from, to]))
  return [
    {
      name: "whoever signed in through one door is known at every other",
      async run() {
        for (const [from, to] of pairs) {
          const browser = atPasswordApp(kit, from)
          await browser.post("/callback/credentials", ada)
          const later = atPasswordApp(kit, to)
          later.cookies = browser.cookies
          assert.equal(await later.who(), "Ada", `${from.name} to ${to.name}`)
        }
      },
    },
  ]
}
