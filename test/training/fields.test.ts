/** docs/experiment.md has every field, with the value that the preset gives it. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { experimentFields, fieldOf } from '../../src/training/experiment.js'
import { preset } from '../../src/training/presets.js'

it('docs/experiment.md lists every field that can be set, with its value in growing-brains', () => {
  const page = readFileSync(new URL('../../docs/experiment.md', import.meta.url), 'utf8')
  const listed = [...page.matchAll(/^\| `([\w.]+)`\s*\| (?:`(.*?)`|–)\s*\|/gm)].map(([, field, value]) => [
    field,
    value === undefined ? undefined : JSON.parse(value),
  ])
  const experiment = preset('growing-brains')
  const own = [...experimentFields.keys()].map((field) => [field, fieldOf(experiment, field)])
  expect(listed).toEqual(own)
})
