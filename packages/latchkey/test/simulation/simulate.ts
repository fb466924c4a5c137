import { startFaults } from "./faults.ts"
import type { Scenario } from "./scenario.ts"
import { type Report, Simulation } from "./simulation.ts"

export function simulate(scenario: Scenario): Promise<Report> {
  return new Simulation(scenario).run(startFaults)
}
