import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import { beforeAll, describe, expect, it } from 'vitest'
import { FIGURES, type FigureName, figures } from '../../src/figures/figures.js'
import { deadRun, publishedRun, smallestRun } from './made.js'

// The published schema of Vega-Lite, which editors hold a .vl.json against; Vega-Lite itself takes more.
const require = createRequire(import.meta.url)

describe('a figure’s specification', () => {
  type Validate = ((value: unknown) => boolean) & { errors?: unknown }
  let validate: Validate
  beforeAll(() => {
    const schema = JSON.parse(readFileSync(require.resolve('vega-lite/vega-lite-schema.json'), 'utf8'))
    validate = new Ajv({ strict: false, formats: { 'color-hex': true, uri: true } }).compile(schema)
  })

  it.each([publishedRun, deadRun, smallestRun])('of %o keeps to Vega-Lite’s schema', (run) => {
    const specs = figures(run()) as Record<FigureName, unknown>
    expect(FIGURES.filter((name) => !validate(JSON.parse(JSON.stringify(specs[name]))))).toEqual([])
  })
})
