import type { Running, RunningInstance } from "../running/running.ts"
import { plain } from "../running/show.ts"
import type { Finding } from "./finding.ts"

/** Whether the instances that run can serve, hold the same keys as each other and as this project, and will after a restart. */
export function checkRunning(running: Running, mode: "production" | "development"): Finding[] {
  const findings = [
    ...unreachable(running),
    ...running.instances.flatMap((one) => [
      ...unready(one),
      ...refused(one, running),
      ...forDevelopment(one, running, mode),
      ...differing(one),
    ]),
  ]
  return findings.map((finding) => ({ ...finding, message: plain(finding.message) }))
}

function unreachable({ comparison }: Running): Finding[] {
  return comparison.failures.map(({ url, failure }) => ({
    code: "InstanceUnreachable",
    severity: "error",
    message: `${url} gave no health answer: ${failure}`,
    fix: "Start it, or ask its base path: npx latchkey doctor --url https://app.example/api/auth",
  }))
}

function unready({ instance, urls, answer }: RunningInstance): Finding[] {
  if (answer.status !== "unavailable") return []
  // A command to copy holds nothing but a name.
  const error = /^\w+$/.exec(answer.details?.error ?? "")?.[0]
  return [
    {
      code: "InstanceUnready",
      severity: "error",
      message: `${instance} (${urls.join(", ")}) can't serve requests: ${error ?? "its log says why"}`,
      fix: error
        ? `npx latchkey explain ${error}`
        : `Look for [auth][error] in the log of ${instance}`,
    },
  ]
}

/** Without a key of its own it can't have looked at the token. */
function refused(one: RunningInstance, { ours }: Running): Finding[] {
  const { instance, urls, answer } = one
  if (!one.refused || answer.key === null) return []
  const who = `${instance} (${urls.join(", ")})`
  if (ours?.includes(answer.key)) {
    return [
      {
        code: "DetailsRefused",
        severity: "warning",
        message: `${who} has our key ${answer.key}, and refused the token that was made with it`,
        fix: "Ask it by the host in AUTH_URL or by a private address, and look at both clocks",
      },
    ]
  }
  return [
    {
      code: "OtherSecret",
      severity: "error",
      message: `${who} seals with key ${answer.key}; this project's is ${ours?.[0] ?? "none"}`,
      fix: "Give both the same secret; `--env production` looks at the one of production",
    },
  ]
}

function forDevelopment(
  { instance, urls, answer, survivesRestart }: RunningInstance,
  { instances }: Running,
  mode: "production" | "development",
): Finding[] {
  if (!answer.development) return []
  const mixed = instances.some((other) => !other.answer.development)
  const serious = mode === "production" || mixed
  if (!serious && survivesRestart === "yes") return []
  const after = survivesRestart === "yes" ? "" : ": sessions may end when it starts again"
  return [
    {
      code: "DevelopmentSecretInUse",
      severity: serious ? "error" : "warning",
      message: `${instance} (${urls.join(", ")}) has a secret that was made for development${after}`,
      fix: serious
        ? "Set AUTH_SECRET and NODE_ENV=production there: npx latchkey secret"
        : "Leave AUTH_DEV_SECRET unset, or set AUTH_SECRET: npx latchkey secret",
    },
  ]
}

/** These have findings of their own. */
const TOLD: ReadonlySet<string> = new Set(["unavailable", "token-refused", "development"])

function differing({ differences, urls }: RunningInstance): Finding[] {
  return differences
    .filter(({ kind }) => !TOLD.has(kind))
    .map(({ level, message }) => ({
      code: "InstancesDiffer",
      severity: level,
      message: `${message} (${urls.join(", ")})`,
      fix:
        level === "error"
          ? "Give all of them the same secrets, and restart those that differ"
          : "Nothing while a deploy or a rotation is under way; look again when it is done",
    }))
}
