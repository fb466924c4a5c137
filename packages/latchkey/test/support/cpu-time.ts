/**
 * Milliseconds of processor time that some work takes: a machine with other things to do adds nothing to it, as it would
 * by the clock.
 */
export function cpuTimeOf(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
