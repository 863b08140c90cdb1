/** What can be imported from outside: a change of it is seen here, and everything of it is explained. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ENTRIES, pathOf, reportOf } from '../../scripts/api.mjs'
import * as gyrus from '../../src/index.js'
import { ensureBuilt, ROOT } from '../built.js'

describe.each(Object.keys(ENTRIES))('the face of %s', (name) => {
  let seen: ReturnType<typeof reportOf>
  beforeAll(() => {
    ensureBuilt('node')
    seen = reportOf(name)
  })

  it('is the one whose report is in api/', () => {
    expect(seen.report, 'the face has changed: `npm run api`, and look at the difference').toBe(
      readFileSync(pathOf(name), 'utf8'),
    )
  })

  it('has a docstring for each symbol and member, and names no type that cannot be imported', () => {
    expect(seen.missing).toEqual([])
  })
})

it('has nothing that no page and no example shows', () => {
  const pages = ['.', 'docs', 'examples'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => /\.(md|mjs|ts)$/.test(name) && !/^(CHANGELOG|vitest)/.test(name))
      .map((name) => readFileSync(join(ROOT, folder, name), 'utf8')),
  )
  const words = new Set(pages.join('\n').match(/\w+/g))
  expect(Object.keys(gyrus).filter((name) => !words.has(name))).toEqual([])
})
