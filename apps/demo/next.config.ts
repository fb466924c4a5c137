import type { NextConfig } from "next"

const config: NextConfig = {
  // This folder has its own lockfile and its own node_modules; nothing above it belongs to the application.
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
  devIndicators: false,
}

export default config
