import type { InstanceRow } from "../../src/contracts/keys.ts"
import { plan } from "../../src/keys/managed/plan.ts"
import { lateFork, lateForkScenario } from "./late-fork.ts"
import { type Broken, DAY, NO_FAULTS, type Scenario } from "./scenario.ts"
import type { Simulation } from "./simulation.ts"

/** A protocol with one thing left out or done wrong, and what the simulation has to say about it. */
export interface Variant {
  readonly name: string
  readonly broken: Broken
  readonly caught: RegExp
  readonly scenario?: Partial<Scenario>
  readonly script?: (simulation: Simulation) => void
}

/** A row of before rows said what an instance knows. */
const byRevision = ({ instance, rev, root, seen }: InstanceRow): InstanceRow => ({
  instance,
  rev,
  root,
  seen,
})

export const variants: readonly Variant[] = [
  {
    name: "a key seals as soon as it is there",
    broken: { policy: { propagation: 0 } },
    caught: /before all can know it/,
  },
  {
    name: "a key is dropped before its last token is over",
    broken: { policy: { maxTokenAge: DAY } },
    caught: /deletes a good cookie/,
  },
  {
    name: "a key is dropped as if no instance was ever cut off",
    broken: { policy: { staleness: 1, skew: 1 } },
    caught: /deletes a good cookie/,
    scenario: { instances: 4 },
  },
  {
    name: "whoever writes last wins",
    broken: { store: { lastWriterWins: true } },
    caught: /two keys of epoch/,
    scenario: { instances: 40 },
  },
  {
    name: "a ring is made because a read failed",
    broken: { store: { lastWriterWins: true, nullOnFailure: true } },
    caught: /two keys of epoch 1/,
    scenario: { faults: { ...NO_FAULTS, crash: DAY / 24, lossRate: 0.05 } },
  },
  {
    name: "an older document is taken for what it says",
    broken: { rules: { judge: () => "newer" } },
    caught: /accepts a token of revoked|seals with revoked|does not know/,
  },
  {
    name: "a stale write takes a revocation back",
    broken: { rules: { merge: (ours, theirs) => ({ ...theirs, rev: ours.rev }) } },
    caught: /accepts a token of revoked|seals with revoked|does not know/,
  },
  {
    name: "a cookie of an unknown key is deleted",
    broken: { clearsUnknown: true },
    caught: /a good cookie of .* was deleted/,
  },
  {
    name: "a key is dropped though stored data needs it",
    broken: { holdsNothing: true },
    caught: /sealed for storage is lost$/m,
    scenario: { instances: 2, signIns: 2_000 },
  },
  {
    name: "a revocation takes what the key has sealed for storage along",
    broken: { revokesData: true },
    caught: /sealed for storage is lost, which was revoked/,
  },
  {
    name: "nobody asks for a key that is not known",
    broken: { neverRefreshes: true },
    caught: /does not know/,
  },
  {
    name: "a key starts though an instance is known not to have it",
    broken: { rules: { plan: (doc, at) => plan(doc, { ...at, rows: [] }) } },
    caught: /does not know/,
    scenario: { faults: { ...NO_FAULTS, replicaLag: DAY / 2, rotation: DAY, lagPart: 1 } },
  },
  {
    name: "an instance acknowledges by its revision",
    broken: {
      rules: {
        plan: (doc, at) => plan(doc, { ...at, rows: at.rows.map(byRevision) }),
      },
    },
    caught: /does not know/,
    scenario: lateForkScenario,
    script: lateFork,
  },
]
