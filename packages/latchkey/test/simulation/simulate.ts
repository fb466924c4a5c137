import { startFaults } from "./faults.ts"
import type { Scenario } from "./scenario.ts"
import { type Report, Simulation } from "./simulation.ts"

/**
 * Runs a scenario: the same one has the same course.
 *
 * @param script What happens in it besides what its faults bring.
 */
export function simulate(
  scenario: Scenario,
  script?: (simulation: Simulation) => void,
): Promise<Report> {
  const simulation = new Simulation(scenario)
  startFaults(simulation)
  script?.(simulation)
  return simulation.run()
}
