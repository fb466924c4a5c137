import "@auth/sveltekit"

declare global {
  namespace App {}
}
