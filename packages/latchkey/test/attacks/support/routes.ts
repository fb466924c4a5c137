import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

const source = new URL("../../../src", import.meta.url).pathname

/** The routes that there are, as the router's own table says. */
export function routesOfRouter(): string[] {
  const text = readFileSync(join(source, "core/route.ts"), "utf8")
  const table = /const routes[^=]*= \{\n([\s\S]*?)\n\}/.exec(text)![1]!
  return [...table.matchAll(/^ {2}"((?:GET|POST) [\w-]+)":/gm)].map((match) => match[1]!).toSorted()
}

/** The names that actions read from a query or a body, as their source says. */
export function namesThatAreRead(): string[] {
  const files = ["actions", "core", "passkeys"].flatMap((room) =>
    (readdirSync(join(source, room), { recursive: true }) as string[])
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .map((name) => readFileSync(join(source, room, name), "utf8")),
  )
  const names = files.flatMap((text) => [
    ...[...text.matchAll(/\b(?:query|body)\["(\w+)"\]/g)].map((match) => match[1]!),
    ...[
      ...text.matchAll(
        /(?:const|let) \{([^}]*)\} = (?:request\.(?:query|body)|body|query)\b(?!\.)/g,
      ),
    ].flatMap(taken),
    ...[...text.matchAll(/\{([^}]*)\}: RequestInternal\["(?:query|body)"\]/g)].flatMap(taken),
    ...[
      ...text.matchAll(/const \{([^}]*)\} = request\.method === "POST" \? request\.body/g),
    ].flatMap(taken),
  ])
  return [...new Set(names)].toSorted()
}

function taken(match: RegExpExecArray): string[] {
  return match[1]!
    .split(",")
    .map((part) => part.trim().split(":")[0]!.trim())
    .filter((name) => /^\w+$/.test(name))
}
