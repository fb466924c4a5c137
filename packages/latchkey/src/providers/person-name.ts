/** The parts of a name that are there, in this order; null where there are none. */
export function personName(...parts: unknown[]): string | null {
  const given = parts.filter((part) => typeof part === "string" && part.trim() !== "")
  return given.length > 0 ? given.join(" ") : null
}
