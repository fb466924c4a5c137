import { existsSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { CommandError, type Invocation } from "../../command.ts"
import { placeOf } from "./show.ts"
import { sealing, type StaticKey } from "./static-keys.ts"

/** The env file to write to: `--file`, else the one that holds the key that seals. Absolute. */
export function targetFile({ flags, folder }: Invocation, keys: readonly StaticKey[]): string {
  const asked = flags["file"]
  if (typeof asked === "string") {
    const file = resolve(folder, asked)
    if (existsSync(dirname(file))) return file
    throw new CommandError("There is no such folder. Nothing was written")
  }
  const { id, places } = sealing(keys)
  const place = places.find(({ file, name }) => file !== null && !name.endsWith("_FILE"))
  if (place) return join(folder, place.file!)
  throw new CommandError(
    `Key ${id} is not in an env file: ${places.map(placeOf).join(", ")}. Nothing was changed. ` +
      "For a platform: --to <platform>; for a file: --file <file>",
  )
}
