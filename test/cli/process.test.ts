import { expect, it } from 'vitest'
import { gyrus, gyrusProcess } from './gyrus.js'

it.each([
  [[]],
  [['--version']],
  [['--help']],
  [['sweep', '--help']],
  [['tasks', 'list']],
  [['tasks', 'show', 'go']],
  [['train', 'tinny']],
  [['--seed', '3', 'train', 'tiny']],
  [['runs', 'list', 'nowhere']],
])('says the same in this process as in one of its own: gyrus %j', async (args) => {
  expect(await gyrus(args)).toEqual(await gyrusProcess(args))
})
