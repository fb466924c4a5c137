/** Three digits that mean something. */
export function digits(value: number | undefined): string {
  if (value === undefined) return "—"
  if (value === 0) return "0"
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en")
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2)
}
