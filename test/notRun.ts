/**
 * The last lines of a run of the tests: what this machine could not run, so that nobody takes it for tested. Where CI=true
 * that is a failure, but for disks, which few containers may mount.
 */
import type { Reporter, TestModule, Vitest } from 'vitest/node'

export class NotRun implements Reporter {
  #vitest: Vitest | undefined

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    if (this.#vitest?.config.testNamePattern) return // then it was asked for
    const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')])
    const unforeseen = skipped.filter(({ options }) => !options.tags?.includes('mount'))
    if (skipped.length === 0) return
    const lines = skipped.map(({ module, fullName }) => `  ${module.relativeModuleId}: ${fullName}`)
    this.#vitest?.logger.log(
      ['Not run, since this machine does not have what it takes:', ...lines, ''].join('\n'),
    )
    if (process.env.CI === 'true' && unforeseen.length > 0) process.exitCode = 1
  }
}
