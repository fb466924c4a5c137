// Writes packages/latchkey/src/keys/public-secrets.ts: what everyone can look up, as short digests, so that the
// package itself carries no list of secrets. Run it after a change of the lists below.
import { createHash } from "node:crypto"
import { writeFileSync } from "node:fs"

/** Values from documentation, examples, templates and issue threads. Whoever finds another adds it here. */
const literals = [
  "MohY0/2zSQw/psWEnejC2ka3Al0oifvY4YjOkUaFfnI=",
  "INp8IvdIyeMcoGAgFGoA61DdBglwwSqnXJZkgz8PSnw",
  "K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols=",
  "better-auth-secret-12345678901234567890",
  "better-auth-secret-123456789",
  "QD2loiXIqtE8q1ES3Y5VVERFxlkqfLt7",
  "vQNPMiKQ4cVHM3EjGQm8YN0rG+hIY4erC4rGRuZTiiY=",
  "Gbm49ATjnqnkCCCdhV4uDBhbfnPqsCW0",
  "complex_password_at_least_32_characters_long",
  "80d42cfb-1cd2-462c-8f17-e3237d9027e9",
  "a_long_random_secret_please_change_me",
  "4f68646565736f6f5368346f685468656568364c696537636569746861696368",
  "kR620keEzOIzPThfnMEAba8XYgKdQ5vg",
  "changeMe",
  "This is an example",
  "LONG_RANDOM_VALUE",
  "some_very_long_secret_string",
  "your-session-secret",
  "your-generated-secret-here",
  "my-super-secret-app-key",
  "dev-secret-different-from-production",
  "prod-secret-never-committed-to-git",
  "your-github-oauth-app-secret",
  "super-secret",
  "supersecret",
  "my-secret",
  "mysecret",
  "keyboard cat",
  "shhhhh",
  "undefined",
  "null",
  "[object Object]",
  "[secret]",
  "...",
  "process.env.AUTH_SECRET",
  "process.env.NEXTAUTH_SECRET",
  "openssl rand -base64 32",
  "npx auth secret",
]

/** The most common first: the first 200 count also as the digests that people take for a key: `echo -n secret | sha256sum`. */
const words = `
  secret password passwd pass 123456 12345678 123456789 1234567890 12345 1234 111111 000000 qwerty qwerty123 abc123
  password1 password123 admin admin123 root toor user test test123 testing guest demo example sample default changeme
  change-me change_me letmein welcome welcome1 hello world helloworld hello-world iloveyou monkey dragon master login
  princess sunshine football baseball shadow superman batman trustno1 access hunter2 freedom whatever starwars
  passw0rd p@ssw0rd p@ssword pa55word zaq12wsx 1q2w3e4r 1qaz2wsx qazwsx asdf asdfgh asdfghjkl zxcvbn zxcvbnm abcdef
  abcdefg abcd1234 abc 123 1 0 a aa aaa foo bar baz foobar foobarbaz nextauth next-auth next_auth auth authjs auth.js
  auth-secret auth_secret authsecret nextauth_secret nextauth-secret nextauthsecret session session_secret
  session-secret sessionsecret jwt jwt_secret jwt-secret jwtsecret jwtsecretkey cookie cookie_secret cookie-secret
  token key apikey api_key api-key private public secretkey secret-key secret_key mysecretkey my-secret-key
  my_secret_key my-secret my_secret mysecret topsecret top-secret top_secret supersecret super-secret super_secret
  supersecretkey super-secret-key super_secret_key supersecretpassword verysecret very-secret very_secret
  verysecretkey secret123 secret1234 secret1 secret! secrets thisisasecret this-is-a-secret this_is_a_secret
  thisissecret notsecret not-a-secret not_a_secret notasecret donttell shh shhh ssh production prod development dev
  staging preview local localhost test-secret test_secret testsecret dev-secret dev_secret devsecret prod-secret
  prod_secret prodsecret app app-secret app_secret appsecret myapp my-app my_app nextjs next next.js react node nodejs
  express svelte sveltekit vercel github google docker postgres mysql redis database database_secret company project
  website web server client random string randomstring random-string random_string value placeholder todo fixme none
  empty blank temp tmp temporary insecure unsafe foo-bar foo_bar lorem ipsum loremipsum correcthorsebatterystaple
  correct-horse-battery-staple opensesame sesame sunshine1 charlie michael jordan jennifer computer internet summer
  winter spring autumn monday friday january december 2023 2024 2025 2026 kitten chocolate banana apple orange
`
  .trim()
  .split(/\s+/)

const hash = (name, text, encoding) => createHash(name).update(text).digest(encoding)
const spelled = (text) =>
  text.toLowerCase().replace(/=+$/, "").replaceAll("-", "+").replaceAll("_", "/")

const all = [...literals, ...words]
for (const [rank, word] of words.slice(0, 200).entries()) {
  for (const name of ["sha256", "sha1", "md5"]) {
    all.push(hash(name, word, "hex"), hash(name, word, "base64"))
    // `echo secret | sha256sum`: with the line's end.
    if (rank < 40) all.push(hash(name, `${word}\n`, "hex"))
  }
}

const digests = [
  ...new Set(all.map((text) => hash("sha256", spelled(text), "base64url").slice(0, 6))),
]
const lines = digests
  .sort((a, b) => (a < b ? -1 : 1))
  .join("")
  .match(/.{1,94}/g)
const file = new URL("../packages/latchkey/src/keys/public-secrets.ts", import.meta.url)
writeFileSync(
  file,
  `// Written by tools/make-blocklist.mjs, where the values themselves stand.

/** The first six characters (base64url) of the SHA-256 of each published secret, one after another. */
export const PUBLIC_SECRETS: string =
${lines.map((line) => `  "${line}"`).join(" +\n")}
`,
)
console.log(`${digests.length} digests`)
