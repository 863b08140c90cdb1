/** Prints the figures that tests measure and do not judge, such as steps a second: `annotate(text, 'figure')`. */
import type { TestAnnotation } from 'vitest'
import type { Reporter, TestCase, Vitest } from 'vitest/node'

export class Figures implements Reporter {
  #vitest: Vitest | undefined

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestCaseAnnotate({ name }: TestCase, { type, message }: TestAnnotation): void {
    if (type === 'figure') this.#vitest?.logger.log(`   ${name}: ${message}`)
  }
}
