import type * as TypeScript from "typescript"
import type { Parser } from "./parser.ts"

/** What a module is called from now on. */
export interface NewName {
  readonly path: string
  /** Types of it that have another name there. */
  readonly types: Readonly<Record<string, string>>
}

export interface Rewritten {
  readonly text: string
  /** Lines, from 1, with a name of these packages in a string that is no import: left as they are. */
  readonly left: readonly number[]
  /** Lines, from 1, that call `require`. */
  readonly required: readonly number[]
}

interface Edit {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** Functions of test runners that take a module's name. */
const MOCKS =
  /^(?:jest|vi|vitest|mock|td)\.(?:mock|doMock|unmock|dontMock|doUnmock|setMock|module|replace|requireActual|requireMock|importActual|importMock|createMockFromModule|genMockFromModule)$/

/**
 * The code with other names for some modules, wherever a module is named: imports, re-exports, `require`, `import()`,
 * types, augmentations, mocks. Nothing else changes, not even a quote.
 *
 * @param nameOf the new name; undefined: the old one stays
 */
export function rewrite(
  parser: Parser,
  file: string,
  text: string,
  nameOf: (specifier: string) => NewName | undefined,
): Rewritten {
  const source = parser.createSourceFile(
    file,
    text,
    parser.ScriptTarget.Latest,
    true,
    kindOf(parser, file),
  )
  const walk = new Walk(parser, source, nameOf)
  walk.visit(source)
  walk.references()
  const edits = walk.edits.toSorted((a, b) => b.from - a.from)
  let changed = text
  for (const { from, to, text: put } of edits)
    changed = changed.slice(0, from) + put + changed.slice(to)
  return { text: changed, left: walk.left, required: walk.required }
}

function kindOf({ ScriptKind }: Parser, file: string): TypeScript.ScriptKind {
  if (/\.[cm]?ts$/.test(file)) return ScriptKind.TS
  // A `.js` file may hold JSX.
  return file.endsWith(".tsx") ? ScriptKind.TSX : ScriptKind.JSX
}

class Walk {
  readonly edits: Edit[] = []
  readonly left: number[] = []
  readonly required: number[] = []
  readonly #parser: Parser
  readonly #source: TypeScript.SourceFile
  readonly #nameOf: (specifier: string) => NewName | undefined

  constructor(
    parser: Parser,
    source: TypeScript.SourceFile,
    nameOf: (specifier: string) => NewName | undefined,
  ) {
    this.#parser = parser
    this.#source = source
    this.#nameOf = nameOf
  }

  visit(node: TypeScript.Node): void {
    const { SyntaxKind } = this.#parser
    if (
      node.kind === SyntaxKind.StringLiteral ||
      node.kind === SyntaxKind.NoSubstitutionTemplateLiteral
    ) {
      this.#literal(node as TypeScript.StringLiteralLike)
    }
    // Types in comments of JavaScript.
    const { jsDoc = [] } = node as { jsDoc?: readonly TypeScript.Node[] }
    for (const comment of jsDoc) this.visit(comment)
    this.#parser.forEachChild(node, (child) => this.visit(child))
  }

  /** `/// <reference types="next-auth" />`. */
  references(): void {
    for (const { fileName, pos, end } of this.#source.typeReferenceDirectives) {
      const name = this.#nameOf(fileName)
      if (name) this.edits.push({ from: pos, to: end, text: name.path })
    }
  }

  #literal(node: TypeScript.StringLiteralLike): void {
    const name = this.#nameOf(node.text)
    if (!name) return
    if (!this.#isModuleName(node)) {
      this.left.push(this.#lineOf(node))
      return
    }
    const from = node.getStart(this.#source) + 1
    this.edits.push({ from, to: node.getEnd() - 1, text: name.path })
    this.#names(node.parent, name.types)
  }

  #isModuleName(node: TypeScript.StringLiteralLike): boolean {
    const { SyntaxKind } = this.#parser
    const { parent } = node
    switch (parent.kind) {
      case SyntaxKind.ImportDeclaration:
      case SyntaxKind.ExportDeclaration:
      case SyntaxKind.ExternalModuleReference:
      case SyntaxKind.ModuleDeclaration:
        return true
      case SyntaxKind.LiteralType:
        return parent.parent.kind === SyntaxKind.ImportType
      case SyntaxKind.CallExpression:
        return this.#takesModule(parent as TypeScript.CallExpression, node)
      default:
        return false
    }
  }

  #takesModule(call: TypeScript.CallExpression, node: TypeScript.Node): boolean {
    if (call.arguments[0] !== node) return false
    const { SyntaxKind } = this.#parser
    if (call.expression.kind === SyntaxKind.ImportKeyword) return true
    const called = call.expression.getText(this.#source).replaceAll(/\s|\?(?=\.)/g, "")
    if (called === "require" || called === "module.require") {
      this.required.push(this.#lineOf(node))
      return true
    }
    return called === "require.resolve" || called === "import.meta.resolve" || MOCKS.test(called)
  }

  /** `import { Old }` becomes `import { New as Old }`, so that the rest of the file stays. */
  #names(parent: TypeScript.Node, types: NewName["types"]): void {
    if (Object.keys(types).length === 0) return
    const visit = (node: TypeScript.Node): void => {
      const { SyntaxKind } = this.#parser
      if (node.kind === SyntaxKind.ImportSpecifier || node.kind === SyntaxKind.ExportSpecifier) {
        this.#specifier(node as TypeScript.ImportSpecifier | TypeScript.ExportSpecifier, types)
      } else this.#parser.forEachChild(node, visit)
    }
    visit(parent)
  }

  #specifier(
    { propertyName, name }: TypeScript.ImportSpecifier | TypeScript.ExportSpecifier,
    types: NewName["types"],
  ): void {
    const old = propertyName ?? name
    const own = Object.hasOwn(types, old.text) ? types[old.text] : undefined
    if (own === undefined) return
    const text = propertyName ? own : `${own} as ${old.text}`
    this.edits.push({ from: old.getStart(this.#source), to: old.getEnd(), text })
  }

  #lineOf(node: TypeScript.Node): number {
    return this.#source.getLineAndCharacterOfPosition(node.getStart(this.#source)).line + 1
  }
}
