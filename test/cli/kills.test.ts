/** A training that is killed again and again, at whatever moment, ends bit for bit as one that was not. */
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { Random } from '../../src/random/random.js'
import { some } from '../length.js'
import { grown } from './grown.js'
import { gyrus, gyrusProcess, small } from './gyrus.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-kills-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Longer than a training with its report takes on a quiet machine, so that some live to the end. */
const LATEST_MS = 3000
const KILLS_OF_EACH = 3

/** All that a run leaves behind but its clock. */
function left(dir: string) {
  const files = (readdirSync(dir, { recursive: true }) as string[]).filter((file) => file.includes('.'))
  const sum = (file: string) =>
    createHash('sha256')
      .update(readFileSync(join(dir, file)))
      .digest('hex')
  const lines = readFileSync(join(dir, 'metrics.jsonl'), 'utf8').trim().split('\n')
  return {
    metrics: lines.map((line) => ({ ...JSON.parse(line), elapsed: null })),
    files: files
      .sort()
      .map((file) => (/^(analysis|checkpoints)|\.svg$/.test(file) ? `${file} ${sum(file)}` : file)),
  }
}

it.each(Array.from({ length: some(1) }, (_, i) => [i + 1]))('run %i', async (number) => {
  const random = Random.seeded(number, 'kills')
  const [whole, dir] = ['whole', 'killed'].map((name) => join(folder, `${name}-${number}`))
  await grown(whole)
  const begin = ['train', 'tiny', '--json', '--out', dir, ...small()]
  for (let kills = 0; kills < KILLS_OF_EACH; kills++) {
    const isThere = existsSync(join(dir, 'experiment.json'))
    let timer: NodeJS.Timeout | undefined
    await gyrusProcess(isThere ? ['resume', dir, '--json'] : begin, {
      begun: (child) => {
        timer = setTimeout(() => child.kill('SIGKILL'), LATEST_MS * random.uniform())
      },
    })
    clearTimeout(timer)
  }
  const last = existsSync(join(dir, 'experiment.json')) ? ['resume', dir] : begin
  expect(await gyrus(last)).toMatchObject({ code: 0 })
  expect(left(dir)).toEqual(left(whole))
})
