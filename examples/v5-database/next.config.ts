import type { NextConfig } from "next"

const config: NextConfig = {
  // This folder has its own lock file; nothing above it belongs to the application.
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
}

export default config
