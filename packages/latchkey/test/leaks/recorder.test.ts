import { describe, expect, it } from "vitest"
import { type RecordedBrowser, Recorder, canary } from "./recorder.ts"

/** Does something, with the console captured, that puts the canary where it does not belong. */
async function found(work: (value: string, recorder: Recorder) => unknown): Promise<string[]> {
  const recorder = new Recorder()
  const value = recorder.plant("canary", canary())
  recorder.captureConsole()
  try {
    await work(value, recorder)
  } finally {
    recorder.release()
  }
  return recorder.leaks()
}

function browserOf(recorder: Recorder, name: string, pages: object = {}): RecordedBrowser {
  return recorder.browser({
    providers: [
      { id: "local", name, type: "oidc", issuer: "https://issuer.example", clientId: "app" },
    ],
    env: { NODE_ENV: "production" },
    logger: recorder.logger(),
    pages,
  })
}

/** A canary in each channel, on purpose. */
const planted: Record<string, [RegExp, (value: string, recorder: Recorder) => unknown]> = {
  "console.error": [/console:error/, (value) => console.error(new Error(value))],
  "console.debug": [/console:debug/, (value) => console.debug("said", { deep: [value] })],
  stderr: [/console:stderr/, (value) => process.stderr.write(`${value}\n`)],
  "an error that is logged": [
    /logger:error/,
    (value, recorder) => recorder.logger().error(new Error("no", { cause: { value } })),
  ],
  "what is logged beside a message": [
    /logger:debug/,
    (value, recorder) => recorder.logger().debug("said", { value }),
  ],
  "what is thrown": [
    /thrown:work/,
    (value, recorder) =>
      recorder.thrown("work", () => {
        throw new AggregateError([Object.assign(new Error("no"), { args: [value] })])
      }),
  ],
  "a page": [/body:GET \/signin/, (value, recorder) => browserOf(recorder, value).get("/signin")],
  JSON: [/body:GET \/providers/, (value, recorder) => browserOf(recorder, value).get("/providers")],
  "a redirect": [
    /header:GET \/signin location/,
    (value, recorder) =>
      browserOf(recorder, "name", { signIn: `/in?x=${encodeURIComponent(value)}` }).get("/signin"),
  ],
  "a cookie": [
    /cookie:GET \/signin/,
    (value, recorder) =>
      browserOf(recorder, "name").get(`/signin?callbackUrl=${encodeURIComponent(`/${value}`)}`),
  ],
  rows: [/rows:file/, (value, recorder) => recorder.note("rows:file", Buffer.from(`\0${value}\0`))],
}

describe("each channel is searched", () => {
  it.each(Object.entries(planted))("%s", async (_, [channel, work]) => {
    const leaks = await found(work)
    expect(leaks.filter((leak) => channel.test(leak))).toHaveLength(1)
  })

  it("and clean where nothing was planted", async () => {
    expect(await found(() => console.error("no"))).toEqual([])
  })
})
