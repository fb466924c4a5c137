/** The one user with a password. It is printed on the page: this is a demo. */
export const demoUser = {
  username: "demo",
  password: "demo-password",
  profile: { id: "demo", name: "Demo User", email: "demo@example.test" },
}
