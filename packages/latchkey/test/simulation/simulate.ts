import { startFaults } from "./faults.ts"
import type { Scenario } from "./scenario.ts"
import { type Report, Simulation } from "./simulation.ts"

/** Runs a scenario: the same one has the same course. */
export function simulate(scenario: Scenario): Promise<Report> {
  const simulation = new Simulation(scenario)
  startFaults(simulation)
  return simulation.run()
}
