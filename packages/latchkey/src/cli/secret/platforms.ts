import type { SecretEnvironment } from "../../keys/generate.ts"

/** How a platform is given a variable without its value standing in a command line. */
export interface Platform {
  /** What people call it. */
  readonly title: string
  /** The programs that do it, by preference; none where only a person can. */
  readonly tools: readonly string[]
  readonly tool?: PlatformTool
  /** Its API, for where the tool would need the value as an argument. */
  readonly api?: PlatformApi
  /** What its list shows for one that is set, where that isn't the variable's name. */
  readonly marks?: string
  /** When it takes effect, and what remains to be done. */
  readonly after: string
  /** The way by hand: dashboard, and command. */
  readonly byHand: (slot: Slot) => readonly string[]
}

/** The arguments of a platform's tool. None of them holds a value. */
export interface PlatformTool {
  /** Lists what is set, so that nothing is overwritten silently. */
  readonly list: (slot: Slot) => readonly string[]
  /** Sets it; the value goes in by standard input. */
  readonly set: (slot: Slot) => readonly string[]
  readonly input: (target: Target) => string
}

/** A platform's API; used where its token is set and the target is named. */
export interface PlatformApi {
  /** The variable that holds the token. */
  readonly token: string
  readonly list: (slot: Slot) => ApiRequest
  readonly set: (target: Target) => ApiRequest
}

export interface ApiRequest {
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** Where a secret is to go. */
export interface Slot {
  readonly name: string
  /** The platform's own word for the environment, e.g. `production`; undefined: its default. */
  readonly environment: string | undefined
  /** Replace what is there. */
  readonly force: boolean
}

export interface Target extends Slot {
  readonly value: string
}

const RAW = "npx latchkey secret --raw"
/** For tools that would take the line's end as part of the value. */
const BARE = `${RAW} | tr -d '\\n'`
const paste = "`npx latchkey secret --copy` puts a new secret on the clipboard"

/** Facts as of the tools' own help; see each platform's documentation for more. */
export const platforms: Readonly<Record<string, Platform>> = {
  vercel: {
    title: "Vercel",
    tools: ["vercel", "vc"],
    tool: {
      list: ({ environment = "production" }) => ["env", "ls", environment],
      set: ({ name, environment = "production", force }) => [
        "env",
        "add",
        name,
        environment,
        // Vercel keeps no sensitive variables for development.
        ...(environment === "development" ? [] : ["--sensitive"]),
        ...(force ? ["--force"] : []),
      ],
      input: ({ value }) => value,
    },
    after: "New deployments use it; those that run keep what they have. Redeploy: vercel --prod",
    byHand: ({ name, environment = "production" }) => [
      `Dashboard: Project Settings → Environment Variables → Add: ${name}, ${environment}, sensitive (${paste}).`,
      `Command: npm install --global vercel, vercel link, then: ${BARE} | vercel env add ${name} ${environment} --sensitive`,
    ],
  },
  fly: {
    title: "Fly.io",
    tools: ["fly", "flyctl"],
    tool: {
      list: ({ environment }) => ["secrets", "list", ...option("--app", environment)],
      set: ({ environment }) => ["secrets", "import", ...option("--app", environment)],
      input: ({ name, value }) => `${name}=${value}\n`,
    },
    after: "Fly restarts the machines with it.",
    byHand: ({ name, environment }) => [
      `Dashboard: your app → Secrets → New secret: ${name} (${paste}).`,
      `Command: install flyctl, then: echo "${name}=$(${RAW})" | fly secrets import${said("--app", environment)}`,
    ],
  },
  railway: {
    title: "Railway",
    tools: ["railway"],
    tool: {
      list: ({ environment }) => [
        "variable",
        "list",
        "--kv",
        ...option("--environment", environment),
      ],
      set: ({ name, environment }) => [
        "variable",
        "set",
        name,
        "--stdin",
        ...option("--environment", environment),
      ],
      input: ({ value }) => value,
    },
    after: "Railway deploys again with it.",
    byHand: ({ name, environment }) => [
      `Dashboard: your service → Variables → New Variable: ${name}, then seal it (${paste}).`,
      `Command: install the railway CLI, then: ${BARE} | railway variable set ${name} --stdin${said("--environment", environment)}`,
    ],
  },
  netlify: {
    title: "Netlify",
    tools: [],
    after: "The next deploy uses it.",
    byHand: ({ name, environment = "production" }) => [
      `Dashboard: Project configuration → Environment variables → Add a variable: ${name}, secret, scope Functions, ${environment} (${paste}).`,
      `Netlify's CLI takes a value only as an argument, which other users of this machine can see while it runs:`,
      `  netlify env:set ${name} "$(${RAW})" --secret --context ${environment} --scope functions`,
    ],
  },
  cloudflare: {
    title: "Cloudflare Workers",
    tools: ["wrangler"],
    tool: {
      list: ({ environment }) => ["secret", "list", ...option("--env", environment)],
      set: ({ name, environment }) => ["secret", "put", name, ...option("--env", environment)],
      input: ({ value }) => value,
    },
    after: "A new version of the Worker with it is live.",
    byHand: ({ name, environment }) => [
      `Dashboard: Workers & Pages → your Worker → Settings → Variables and Secrets → Add: Secret, ${name} (${paste}).`,
      `Command: npm install --save-dev wrangler, then: ${BARE} | npx wrangler secret put ${name}${said("--env", environment)}`,
    ],
  },
  heroku: {
    title: "Heroku",
    tools: [],
    api: {
      token: "HEROKU_API_KEY",
      list: ({ environment }) => ({ method: "GET", ...herokuConfig(environment) }),
      set: ({ name, environment, value }) => ({
        method: "PATCH",
        ...herokuConfig(environment),
        body: { [name]: value },
      }),
    },
    after: "Heroku restarts the dynos with it.",
    byHand: ({ name, environment }) => [
      `Dashboard: your app → Settings → Config Vars → Reveal: ${name} (${paste}).`,
      "Without either: set HEROKU_API_KEY (heroku authorizations:create), then: npx latchkey secret --to heroku:<app>",
      `Heroku's CLI takes a value only as an argument, which other users of this machine can see while it runs:`,
      `  heroku config:set ${name}="$(${RAW})" --app ${environment ?? "<app>"}`,
    ],
  },
  render: {
    title: "Render",
    tools: [],
    api: {
      token: "RENDER_API_KEY",
      list: ({ environment }) => ({
        method: "GET",
        url: `${renderVariables(environment)}?limit=100`,
      }),
      set: ({ name, environment, value }) => ({
        method: "PUT",
        url: `${renderVariables(environment)}/${name}`,
        body: { value },
      }),
    },
    after: "The next deploy uses it: Manual Deploy in the dashboard.",
    byHand: ({ name }) => [
      "Without the dashboard: set RENDER_API_KEY, then: npx latchkey secret --to render:<service id>",
      `Dashboard: your service → Environment → Add Environment Variable: ${name} (${paste}).`,
      `Blueprint: in render.yaml, below envVars: - { key: ${name}, generateValue: true }`,
    ],
  },
  k8s: {
    title: "Kubernetes",
    tools: ["kubectl"],
    marks: "secret/latchkey",
    tool: {
      list: ({ environment }) => [
        "get",
        "secret",
        "latchkey",
        "--ignore-not-found",
        "--output",
        "name",
        ...option("--namespace", environment),
      ],
      set: ({ name, environment }) => [
        "create",
        "secret",
        "generic",
        "latchkey",
        `--from-file=${name}=/dev/stdin`,
        ...option("--namespace", environment),
      ],
      input: ({ value }) => value,
    },
    after:
      "Give it to the container: envFrom: [{ secretRef: { name: latchkey } }]; it is read when a pod starts.",
    byHand: ({ name, environment }) => [
      `Command: install kubectl, then: ${BARE} | kubectl create secret generic latchkey --from-file=${name}=/dev/stdin${said("--namespace", environment)}`,
      `In the container: envFrom: [{ secretRef: { name: latchkey } }]`,
    ],
  },
}

/** Platforms that read an env file beside them, and what makes them read it. */
export const filePlatforms: Readonly<Record<string, readonly string[]>> = {
  compose: [
    "In compose.yaml, below the service (an unset variable then stops the start):",
    "  environment:",
    "    AUTH_SECRET: ${AUTH_SECRET:?}",
  ],
  docker: [
    "Start the container with: docker run --env-file .env <image>",
    "Keep `.env` in .dockerignore, so that no image holds it.",
  ],
}

const otherNames: Readonly<Record<string, string>> = {
  "fly.io": "fly",
  flyio: "fly",
  workers: "cloudflare",
  wrangler: "cloudflare",
  kubernetes: "k8s",
  kubectl: "k8s",
  "docker-compose": "compose",
}

/** `vercel:preview` → the platform's key and the environment. */
export function parseTarget(text: string): { key: string; environment: string | undefined } {
  const [first = "", ...rest] = text.split(":")
  const name = first.toLowerCase()
  const environment = rest.join(":")
  return {
    key: otherNames[name] ?? name,
    environment: environment === "" ? undefined : environment,
  }
}

/** The tag for what a platform calls its environment. */
export function tagFor(environment: string | undefined): SecretEnvironment | undefined {
  if (environment === undefined || /^prod/i.test(environment)) return "production"
  if (/^dev/i.test(environment)) return "development"
  if (/^stag/i.test(environment)) return "staging"
  if (/^preview|^deploy-preview|^branch/i.test(environment)) return "preview"
  if (/^test/i.test(environment)) return "test"
  // The name of an app or namespace says nothing.
  return undefined
}

function option(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [name, value]
}

function said(name: string, value: string | undefined): string {
  return value === undefined ? "" : ` ${name} ${value}`
}

function herokuConfig(app: string | undefined): Omit<ApiRequest, "method"> {
  return {
    url: `https://api.heroku.com/apps/${app}/config-vars`,
    headers: { accept: "application/vnd.heroku+json; version=3" },
  }
}

function renderVariables(service: string | undefined): string {
  return `https://api.render.com/v1/services/${service}/env-vars`
}
