/** The file below `packages/latchkey/src`, e.g. `web/json.ts`. */
export function fileOf(path) {
  return path.replaceAll("\\", "/").split("/packages/latchkey/src/").at(-1)
}

const words =
  "secret token mac hmac hash digest signature csrf challenge nonce verifier password proof tag mailed otp state"
const secret = new RegExp(`^(?:${words.replaceAll(" ", "|")})s?$`, "i")

/** Whether something of this name may be what somebody wants to guess: its last word says what it is. */
export function isSecretName(name) {
  const last = name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g)?.at(-1) ?? name
  return secret.test(last)
}

/** The names that a value goes by: a variable's, a member's, or those of what it is made of. */
export function namesOf(node) {
  switch (node?.type) {
    case "Identifier":
      return [node.name]
    case "MemberExpression":
      return node.computed ? namesOfKey(node.property) : [node.property.name]
    case "ChainExpression":
    case "TSNonNullExpression":
    case "TSAsExpression":
    case "AwaitExpression":
    case "ParenthesizedExpression":
      return namesOf(node.expression ?? node.argument)
    case "LogicalExpression":
      return [...namesOf(node.left), ...namesOf(node.right)]
    case "TemplateLiteral":
      return node.expressions.flatMap(namesOf)
    case "CallExpression":
      return namesOfCall(node)
    default:
      return []
  }
}

function namesOfKey(key) {
  return key.type === "Literal" && typeof key.value === "string" ? [key.value] : []
}

/** `toHex(digest)` and `token.trim()` are still what they were made of; `token.indexOf(".")` is not. */
function namesOfCall({ callee, arguments: given }) {
  if (callee.type === "MemberExpression") {
    const keeps = /^(trim|slice|subarray|toString|toLowerCase|toUpperCase|normalize|get)$/
    return keeps.test(callee.property.name)
      ? [...namesOf(callee.object), ...given.flatMap(namesOfKeyText)]
      : []
  }
  return /^(String|toHex|textOf)$/.test(callee.name) ? given.flatMap(namesOf) : []
}

function namesOfKeyText(node) {
  return node.type === "Literal" && typeof node.value === "string" ? [node.value] : []
}
