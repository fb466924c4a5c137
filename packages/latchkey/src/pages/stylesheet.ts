import { tokens } from "./tokens.ts"
import type { Tokens } from "./tokens.ts"

function declare(scheme: Tokens): string {
  return Object.entries(scheme)
    .map(([name, value]) => `--${name}:${value};`)
    .join("")
}

/** In forced colours each control keeps a border and focus an outline; the logos keep their white ground. */
const source = `
:root{color-scheme:light dark;${declare(tokens.light)}}
@media (prefers-color-scheme:dark){:root:not([data-scheme=light]){${declare(tokens.dark)}}}
:root[data-scheme=dark]{color-scheme:dark;${declare(tokens.dark)}}
:root[data-scheme=light]{color-scheme:light}
*,::before,::after{box-sizing:border-box}
body{margin:0;min-height:100vh;min-height:100dvh;padding:1.5rem 1rem;display:flex;flex-direction:column;align-items:center;
background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;-webkit-text-size-adjust:100%}
main{width:100%;max-width:26rem;margin:auto;padding:2.5rem 2rem 2rem;background:var(--card);border:1px solid var(--line);
border-radius:1rem;box-shadow:0 8px 24px #0000000d;overflow-wrap:anywhere}
main.wide{max-width:42rem}
.wide .button{max-width:22rem;margin:0 auto}
.logo{display:block;max-width:100%;height:3.5rem;margin:0 auto 1.25rem;object-fit:contain}
h1{margin:0 0 1.5rem;font-size:1.5rem;line-height:1.25;font-weight:600;text-align:center;text-wrap:balance}
h2{margin:1.25rem 0 .375rem;font-size:.875rem;font-weight:600}
p{margin:0 0 1.25rem}
main>p{text-align:center}
h1+.detail,.check label{margin:0}
main>:last-child,.detail>:last-child{margin-bottom:0}
a{color:var(--accent);text-underline-offset:.15em}
.muted,footer,footer a{color:var(--muted);font-size:.875rem}
.alert,.notice{padding:.75rem 1rem;border:1px solid;border-radius:.625rem}
.alert{background:var(--danger-bg);color:var(--danger)}
.notice{background:var(--page);border-color:var(--line)}
form{display:grid;gap:1rem;margin:0}
label{display:block;margin-bottom:.375rem;font-size:.875rem;font-weight:500}
input:not([type=checkbox]){display:block;width:100%;min-height:2.75rem;padding:.5rem .75rem;border:1px solid var(--field);
border-radius:.625rem;background:var(--card);color:inherit;font:inherit}
input::placeholder{color:var(--muted);opacity:1}
input[aria-invalid]{border-color:var(--danger)}
.check{display:flex;gap:.625rem;align-items:center}
.check input{width:1.25rem;height:1.25rem;margin:0;accent-color:var(--accent)}
button,.button{display:flex;align-items:center;justify-content:center;gap:.625rem;width:100%;min-height:2.75rem;padding:.5rem 1rem;
border:1px solid var(--field);border-radius:.625rem;background:var(--card);color:var(--ink);font:inherit;font-weight:500;
line-height:1.25;text-decoration:none;cursor:pointer}
button:hover{background:var(--page)}
.primary,.primary:hover{border-color:#80808066;background:var(--ink);color:var(--card)}
.primary:hover{box-shadow:0 2px 8px #00000040}
[hidden]{display:none!important}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.providers{display:grid;gap:.625rem}
.providers button{border-color:var(--line)}
.providers button:hover{border-color:var(--field)}
.provider>span:last-child{flex:1;hyphens:auto}
.provider::after{content:"";flex:none;width:1.5rem}
.mark{flex:none;width:1.5rem;height:1.5rem;padding:.125rem;border-radius:.375rem;background:#fff;object-fit:contain;forced-color-adjust:none}
span.mark{display:grid;place-items:center;background:var(--line);color:var(--ink);font-size:.8125rem;font-weight:600;line-height:1}
span.mark::before{content:attr(data-letter)}
.or{display:flex;align-items:center;gap:.75rem;margin:1.25rem 0;color:var(--muted);font-size:.875rem}
.or::before,.or::after{content:"";flex:1;border-top:1px solid var(--line)}
pre,code{font:.875rem/1.6 ui-monospace,Consolas,monospace}
pre{margin:0;padding:.75rem 1rem;border:1px solid var(--line);border-radius:.625rem;background:var(--page);white-space:pre-wrap}
.detail{margin-top:1.5rem;padding-top:.25rem;border-top:1px solid var(--line)}
.detail p{margin-bottom:.75rem}
.code{padding:.125rem .5rem;border-radius:.375rem;background:var(--danger-bg);color:var(--danger);font-weight:600}
.next::before{content:"$ ";color:var(--muted)}
pre+.muted,form+.muted{margin-top:1.25rem}
footer{padding:1rem 0 0;text-align:center;overflow-wrap:anywhere}
@media (min-width:26rem){.many{grid-template-columns:1fr 1fr}.many .long{grid-column:1/-1}
.many .verb{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.many button{justify-content:start;padding:.5rem .625rem;text-align:start}.many .provider::after{content:none}}
@media (max-width:26rem){main{padding:2rem 1.25rem 1.5rem}}
@media (prefers-reduced-motion:no-preference){button,a,input{transition:.15s}}
`

/** The one stylesheet of the built-in pages; constant, so that the policy can name it by its hash. */
export const stylesheet: string = source.replaceAll("\n", "")

/** `sha256-…` of `stylesheet` (CSP3 §2.3.1); a test computes it and prints the new one after a change. */
export const stylesheetHash: string = "sha256-wJdTLU1qSrzNGLt8ydz07u132PYH1hNie9oSh/Yb3O8="
