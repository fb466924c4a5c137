/** Runs cases one after the other, and says of each how it went. */

/**
 * @param {import("./suite.d.mts").Case} one
 * @param {number} number
 * @returns {Promise<{ passed: boolean, line: string }>} `line` as in the Test Anything Protocol
 */
export async function runCase(one, number) {
  try {
    await one.run()
    return { passed: true, line: `ok ${number} - ${one.name}` }
  } catch (error) {
    const detail = String(error?.stack ?? error).replaceAll(/^/gm, "  # ")
    return { passed: false, line: `not ok ${number} - ${one.name}\n${detail}` }
  }
}

/**
 * @param {import("./suite.d.mts").Case[]} cases
 * @param {(line: string) => void} print
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runAll(cases, print) {
  const count = { passed: 0, failed: 0 }
  for (const [index, one] of cases.entries()) {
    const { passed, line } = await runCase(one, index + 1)
    count[passed ? "passed" : "failed"]++
    print(line)
  }
  print(`1..${cases.length}`)
  print(`${count.passed} passed, ${count.failed} failed`)
  return count
}
