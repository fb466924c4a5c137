/**
 * Rules of the house that no linter knows: secrets are compared by one helper, and what comes from outside is read by
 * one parser for each form. What is excepted, and why, stands in `allowed.mjs`.
 *
 * @module
 */
import { allowedUrls, allowedJson, allowedComparisons } from "./allowed.mjs"
import { fileOf, isSecretName, namesOf } from "./names.mjs"

const HELPER =
  "compare it by `equalStrings` or `crypto.equal`: the time that `===` takes tells how much of it is right"

/** Whether a value is written here: how long a comparison with it takes tells nothing of a secret. */
function isWritten(node) {
  if (node.type === "Literal" || node.type === "TemplateLiteral") return !node.expressions?.length
  if (node.type === "Identifier")
    return node.name === "undefined" || /^[A-Z][A-Z0-9_]+$/.test(node.name)
  if (node.type === "UnaryExpression")
    return node.operator !== "typeof" ? isWritten(node.argument) : true
  return false
}

const secretOf = (...nodes) => nodes.flatMap(namesOf).find(isSecretName)

function reporter(context, allowed, message) {
  const file = fileOf(context.filename)
  return (node, name) => {
    if (/\.test\.tsx?$/.test(file)) return
    const text = context.sourceCode.getText(node).replaceAll(/\s+/g, " ")
    const isIt = ({ file: place, code }) => file.startsWith(place) && (!code || code === text)
    // `LATCHKEY_LINT_ALL` shows what is excepted too: a test sees by it that each exception is needed.
    if (process.env.LATCHKEY_LINT_ALL || !allowed.some(isIt)) {
      context.report({ node, message: `${message(name, text)} ⟨${text}⟩` })
    }
  }
}

const constantTime = {
  create(context) {
    const report = reporter(
      context,
      allowedComparisons,
      (name, text) => `\`${name}\` may be a secret in \`${text}\`; ${HELPER}`,
    )
    return {
      BinaryExpression(node) {
        if (!/^[!=]==?$/.test(node.operator)) return
        const { left, right } = node
        if (isWritten(left) || isWritten(right)) return
        const name = secretOf(left, right)
        if (name) report(node, name)
      },
      CallExpression(node) {
        const { callee } = node
        const method = callee.type === "MemberExpression" && callee.property.name
        if (!["includes", "indexOf", "startsWith", "endsWith", "localeCompare"].includes(method))
          return
        const [sought] = node.arguments
        if (!sought || isWritten(sought)) return
        const name = secretOf(sought)
        if (name) report(node, name)
      },
    }
  },
}

const ownUrls = {
  create(context) {
    const report = reporter(
      context,
      allowedUrls,
      () =>
        "`new URL()` throws for what it does not understand, and reads some of it otherwise than a browser: use `parseUrl` or `safeRedirect`, or say in tools/lint/allowed.mjs why this is not from outside",
    )
    return {
      NewExpression(node) {
        if (node.callee.type === "Identifier" && node.callee.name === "URL") report(node, "URL")
      },
    }
  },
}

const ownJson = {
  create(context) {
    const report = reporter(
      context,
      allowedJson,
      () =>
        "`JSON.parse` takes members twice, any depth and `__proto__`: use `parseJsonObject`, or say in tools/lint/allowed.mjs why this is not from outside",
    )
    return {
      CallExpression(node) {
        const { object, property } = node.callee
        if (object?.name === "JSON" && property?.name === "parse") report(node, "JSON.parse")
      },
    }
  },
}

export default {
  meta: { name: "house" },
  rules: { "constant-time": constantTime, "own-urls": ownUrls, "own-json": ownJson },
}
