import { defineConfig, type ViteUserConfig } from 'vitest/config'

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['{harness,reference-impl,scenarios,reports,examples}/**/*.test.ts'],
    globalSetup: ['harness/cli/test-support/build.ts'],
    pool: 'forks',
    // The gate of every change has two processors, and Vitest leaves one of them idle by itself.
    maxWorkers: 2,
    // Against a test that hangs; how fast one is decides nothing.
    testTimeout: 240_000,
  },
})
export default config
