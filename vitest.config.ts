import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { tsconfigPaths: true }, // examples import `gyrus/…` as users do: here that is src, not an older build
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    globalSetup: ['test/web/shared.ts'],
    testTimeout: 120_000,
  },
})
