import { defineConfig, type ViteUserConfig } from 'vitest/config'

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['{harness,reference-impl,scenarios,reports,examples}/**/*.test.ts'],
    globalSetup: ['harness/cli/test-support/build.ts'],
    pool: 'forks',
    testTimeout: 60_000,
  },
})
export default config
