/** Sets this process's clock off by `TEST_CLOCK_SHIFT` milliseconds, before anything else runs. */
const shift = Number(process.env["TEST_CLOCK_SHIFT"] ?? 0)

if (shift !== 0) {
  const Real = globalThis.Date
  const now = () => Real.now() + shift
  globalThis.Date = class Date extends Real {
    constructor(...given) {
      super(...(given.length === 0 ? [now()] : given))
    }

    static now() {
      return now()
    }
  }
}
