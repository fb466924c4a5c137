/** The attacks of this folder go to every route and every name: what is new is not among them until it is listed. */
import { describe, expect, it } from "vitest"
import { routeRows } from "./support/routes-table.ts"
import { namesThatAreRead, routesOfRouter } from "./support/routes.ts"

describe("the table of what is attacked", () => {
  it("has every route of the router, and no other", () => {
    const listed = new Set(routeRows.map(({ route }) => route))
    expect([...listed].toSorted()).toEqual(routesOfRouter())
    expect(listed.size).toBeGreaterThan(20)
  })

  it("has every name that an action reads from a query or a body", () => {
    const listed = new Set(routeRows.flatMap(({ names }) => names))
    expect(namesThatAreRead().filter((name) => !listed.has(name))).toEqual([])
    expect(namesThatAreRead().length).toBeGreaterThan(12)
  })
})
