/** Next.js 14 reads no settings in TypeScript. @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
}

export default config
