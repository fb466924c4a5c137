/**
 * The pages of Local ID.
 *
 * @module
 */

/** Asks who you are today. */
export function accountPage(people) {
  const choices = people.map(
    ({ id, name, email }) => `<button name="account" value="${id}">
      <span class="avatar" aria-hidden="true">${name[0]}</span>
      <span><strong>${name}</strong><br>${email}</span>
    </button>`,
  )
  return page(
    "Who are you today?",
    `<p>Local ID is a pretend identity provider. It runs on this machine and asks for no password.</p>
    <form method="post">${choices.join("")}
      <button class="quiet" name="account" value="">Cancel</button>
    </form>`,
  )
}

/** Says one thing. */
export function messagePage(title, message) {
  return page(title, `<p>${escapeHtml(message)}</p>`)
}

function escapeHtml(text) {
  return String(text).replaceAll(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

function page(title, body) {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Local ID</title>
<style>
:root { color-scheme: light dark }
* { box-sizing: border-box }
body { display: grid; place-items: center; min-height: 100vh; margin: 0; padding: 1rem;
  background: light-dark(#eef2f4, #12171a); color: light-dark(#182226, #e4ebee); font: 1rem/1.6 system-ui, sans-serif }
main { width: min(25rem, 100%); padding: 2rem; border: 1px solid light-dark(#d5dee2, #2c363b); border-radius: 14px;
  background: light-dark(#fff, #1a2125) }
small { color: light-dark(#4c6069, #9bb0b9); font-weight: 600; letter-spacing: .04em }
h1 { margin: .25rem 0 0; font-size: 1.5rem; line-height: 1.25 }
p { color: light-dark(#4c6069, #9bb0b9) }
form { display: grid; gap: .6rem }
button { display: flex; gap: .9rem; align-items: center; padding: .75rem 1rem; border: 1px solid light-dark(#c3d0d6, #3a474d);
  border-radius: 10px; background: none; color: inherit; font: inherit; line-height: 1.35; text-align: left; cursor: pointer }
button:hover { border-color: light-dark(#1d6583, #7cc4e0) }
button:focus-visible { outline: 3px solid light-dark(#1d6583, #7cc4e0); outline-offset: 2px }
.avatar { display: grid; place-items: center; width: 2.4rem; height: 2.4rem; border-radius: 50%;
  background: light-dark(#dcebf1, #21404d); color: light-dark(#1d6583, #9fd8ef); font-weight: 650 }
.quiet { justify-content: center; border-color: transparent }
</style>
<main>
<small>LOCAL ID</small>
<h1>${title}</h1>
${body}
</main>
</html>`
}
