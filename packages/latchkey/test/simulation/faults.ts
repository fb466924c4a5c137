import { hardAge } from "../../src/keys/managed/policy.ts"
import { DAY, type Faults } from "./scenario.ts"
import type { SimInstance } from "./sim-instance.ts"
import type { Simulation } from "./simulation.ts"

/** Milliseconds over which a deployment replaces all instances. */
const ROLLOUT = 30 * 60_000

/** The longest outage of the store, in milliseconds. */
const OUTAGE = 0.4 * DAY

/** Lets things go wrong: each kind again and again, at times that the seed decides. */
export function startFaults(sim: Simulation): void {
  const { faults } = sim.scenario
  const kinds: Partial<Record<keyof Faults, () => void>> = {
    deploy: () => deploy(sim),
    crash: () => replace(sim, Math.floor(sim.random() * sim.instances.length)),
    partition: () => partition(sim),
    outage: () => outage(sim),
    slow: () => slow(sim),
    replicaLag: () => lag(sim),
    revocation: () => void sim.operate("revoke"),
    rotation: () => rotation(sim),
    restore: () => restore(sim),
    flood: () => flood(sim),
  }
  for (const [name, work] of Object.entries(kinds)) {
    const mean = faults[name as keyof Faults]
    if (mean === Infinity) continue
    const again = (): void => {
      const at = sim.timeline.now - mean * Math.log(1 - sim.random())
      if (at >= sim.end) return
      sim.timeline.add(at, () => {
        work()
        again()
      })
    }
    again()
  }
}

/** Whether what was lost may still be known to only a few, on whom it depends that it comes back. */
function fragile(sim: Simulation): boolean {
  return sim.timeline.now < sim.lostAt + 3 * hardAge(sim.scenario.policy)
}

function replace(sim: Simulation, index: number): void {
  if (fragile(sim)) return
  // Where it stands stays as it is: its neighbour has the same network.
  const { cutUntil, lag: late } = sim.instances[index]!.connection
  const next = sim.start()
  next.connection.lag = late
  next.connection.cutUntil = cutUntil
  if (cutUntil > sim.timeline.now) next.excuse(cutUntil)
  if (sim.timeline.now < sim.store.outageUntil) next.excuse(sim.store.outageUntil)
  sim.instances[index] = next
}

/** Replaces all, one by one; sometimes with another root, and sometimes back again halfway. */
function deploy(sim: Simulation): void {
  const { now } = sim.timeline
  // One after the other, and not while a database is being put back.
  if (fragile(sim) || now < sim.deployedAt + 2 * DAY) return
  sim.deployedAt = now
  const before = sim.deployment
  const roll = sim.random()
  const [newest, ...older] = before.secrets
  const number = Number(/\d+/.exec(newest!)![0])
  if (roll < 0.3 && older.length === 0) {
    sim.deployment = { secrets: [`root-${number + 1}-of-the-simulation`, newest!] }
  } else if (roll < 0.5 && older.length > 0) {
    sim.deployment = { secrets: [newest!] }
  }
  const back = sim.random() < 0.2 ? before : null
  // Dropping the former root is decided only after the deployment that has both is through, and is not taken back.
  const undo = older.length === 0 ? back : null
  sim.instances.forEach((_, index) => {
    sim.timeline.add(now + (ROLLOUT * (index + 1)) / sim.instances.length, () =>
      replace(sim, index),
    )
  })
  if (undo) {
    sim.timeline.add(now + ROLLOUT / 2, () => {
      sim.deployment = undo
    })
  }
}

function partition(sim: Simulation): void {
  if (fragile(sim)) return
  const one = sim.any()
  const { policy, faults } = sim.scenario
  // What comes together counts together: a late copy, an outage after a partition.
  const most = policy.staleness - 2 * hardAge(policy) - faults.lagPart * policy.propagation - OUTAGE
  const end = Math.min(sim.timeline.now + sim.random() ** 2 * most, one.connection.answered + most)
  one.connection.cutUntil = Math.max(one.connection.cutUntil, end)
  one.excuse(one.connection.cutUntil)
}

function outage(sim: Simulation): void {
  if (fragile(sim)) return
  const end = sim.timeline.now + sim.random() ** 2 * OUTAGE
  sim.store.outageUntil = Math.max(sim.store.outageUntil, end)
  for (const one of sim.instances) one.excuse(sim.store.outageUntil)
}

function slow(sim: Simulation): void {
  sim.store.latency = 10_000
  const end = sim.timeline.now + 2 * 3_600_000
  for (const one of sim.instances) one.excuse(end)
  sim.timeline.add(end, () => {
    sim.store.latency = 20
  })
}

function lag(sim: Simulation): void {
  const { propagation } = sim.scenario.policy
  // A copy of what was there before a backup was put back is a fork, not a delay.
  if (fragile(sim) || sim.timeline.now < sim.lostAt + 2 * propagation) return
  const index = Math.floor(sim.random() * sim.instances.length)
  const { connection } = sim.instances[index]!
  // One copy of the store is late: of two, one might know of a key and the other of its being put off.
  if (sim.instances.some((one) => one.connection.lag > 0)) return
  connection.lag = sim.random() * sim.scenario.faults.lagPart * propagation
  sim.timeline.add(sim.timeline.now + 2 * propagation, () => {
    // What it gets to see jumps ahead; before its next look it can't know.
    const one = sim.instances[index]!
    one.connection.lag = 0
    one.excuse(sim.timeline.now)
  })
}

function rotation(sim: Simulation): void {
  void sim.operate("rotate")
  const later = sim.timeline.now + sim.random() * sim.scenario.policy.propagation
  sim.timeline.add(later, () => {
    sim.promoting = true
    void sim.operate("promote").finally(() => {
      sim.promoting = false
    })
  })
}

/** A backup is put back, or everything is lost. Whoever lives still knows. */
function restore(sim: Simulation): void {
  const newest = Math.max(...sim.instances.map((one) => one.ring.held?.doc.rev ?? 0))
  const knows = (one: SimInstance): boolean =>
    one.healthy && one.connection.lag === 0 && one.ring.held?.doc.rev === newest
  if (!sim.instances.some(knows)) return
  if (sim.timeline.now < sim.deployedAt + 2 * ROLLOUT) return
  sim.lostAt = sim.timeline.now
  sim.truth.forks++
  // Who has not read it yet, or not lately, can't know what was lost. Copies are made anew from what is put back.
  for (const one of sim.instances) {
    one.connection.lag = 0
    if (!knows(one)) one.excuse(sim.timeline.now + 2 * hardAge(sim.scenario.policy))
  }
  sim.store.restore(sim.random() < 0.2 ? null : sim.timeline.now - sim.random() * 5 * DAY)
}

/** Someone sends tokens that name keys nobody has. */
function flood(sim: Simulation): void {
  const { ring } = sim.any()
  for (let n = 0; n < 200; n++) {
    sim.timeline.add(sim.timeline.now + n * 100, () => void ring.refresh()?.catch(() => {}), false)
  }
}
