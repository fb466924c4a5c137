import { EMAIL } from "../harness/contender.ts"
import type { Checked } from "../load/checked.ts"

export const server: Checked = {
  note: "checks nothing",
  cookie: async () => "theme=dark",
  check: () => EMAIL,
}
