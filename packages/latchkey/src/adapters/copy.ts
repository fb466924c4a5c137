/** A deep copy of plain data: dates, lists and plain objects are copied, anything else is shared. */
export function copy<T>(value: T): T {
  if (value instanceof Date) return new Date(value.getTime()) as T
  if (Array.isArray(value)) return value.map(copy) as T
  if (typeof value !== "object" || value === null) return value
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  // fromEntries defines: an own `__proto__` stays data and changes no prototype.
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copy(part)])) as T
}
