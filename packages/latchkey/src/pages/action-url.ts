/**
 * The URL, if a link or form may lead there: http, https, or relative. Else `#`, so that no value that slips past a
 * caller becomes `javascript:`.
 */
export function actionUrl(value: string): string {
  const base = "https://self.invalid"
  if (!URL.canParse(value, base)) return "#"
  return /^https?:$/.test(new URL(value, base).protocol) ? value : "#"
}
