import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import type { ReproductionSummary } from '../../src/reproduction/summary.js'
import { gyrus } from './gyrus.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-reproduce-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
/** The rows and networks that are committed. */
const committed = fileURLToPath(new URL('../../results/growing-brains', import.meta.url))
const run = (...args: string[]) => gyrus(['reproduce', ...args], { cwd: folder })

describe('gyrus reproduce', () => {
  it('draws the committed runs anew, and says of each claim how it fell', async () => {
    cpSync(committed, join(folder, 'again'), {
      recursive: true,
      filter: (path) => !path.endsWith('figures'),
    })
    const { stdout, stderr, code } = await run('growing-brains', '--draw', '--out', 'again')
    expect(stderr).toBe('')
    expect(code).toBe(0)
    const { pareto } = JSON.parse(
      readFileSync(join(folder, 'again/summary.json'), 'utf8'),
    ) as ReproductionSummary
    expect(stdout).toMatch(new RegExp(`${pareto.length} runs on yang19.*again/RESULTS\\.md`))
    for (const name of ['main', 'pareto', 'anatomy']) {
      for (const ending of ['svg', 'png'])
        expect(existsSync(join(folder, `again/figures/${name}.${ending}`))).toBe(true)
    }
    const page = readFileSync(join(folder, 'again/RESULTS.md'), 'utf8')
    expect(page).toMatch(/^# Results[\s\S]*?!\[The main figure[^\]]*\]\(figures\/main\.png\)/)
    expect(
      page.match(/\| (open(; so far (for|against) it)?|\*\*held\*\*|\*\*did not hold\*\*) \|/g),
    ).toHaveLength(8)
    for (const { recipe, lambda } of pareto) {
      if (recipe === 'bimt') expect(page).toContain(`| BIMT | ${lambda.toExponential()} |`)
    }
  })

  it('takes a finished run in: its row, and its network where it is named', async () => {
    const network = join(committed, 'networks/bimt-s1')
    const { pareto } = JSON.parse(
      readFileSync(join(committed, 'summary.json'), 'utf8'),
    ) as ReproductionSummary
    const row = pareto.find(({ recipe, lambda, seed }) => recipe === 'bimt' && lambda === 6e-5 && seed === 1)!
    const dir = join(folder, 'runs/runs', row.id.slice(0, 2), row.id)
    cpSync(network, dir, { recursive: true })
    writeFileSync(join(dir, 'report.html'), '')
    const args = ['growing-brains', '--draw', '--seeds', '1', '--out', 'taken', '--runs', 'runs']
    const { stdout, stderr, code } = await run(...args)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/: 1 done, \d+ to do/)
    const taken = JSON.parse(readFileSync(join(folder, 'taken/summary.json'), 'utf8')) as ReproductionSummary
    expect(taken.pareto).toEqual([{ ...row, commit: taken.pareto[0].commit }])
    for (const file of ['network.safetensors', 'analysis/details.json'])
      expect(readFileSync(join(folder, 'taken/networks/bimt-s1', file))).toEqual(
        readFileSync(join(network, file)),
      )
    expect((await run(...args)).stdout).toMatch(/^1 of \d+ runs are in/)
  })

  it('refuses what it does not know, and a summary that is damaged', async () => {
    const refusal = async (...args: string[]) => {
      const { code, stderr } = await run(...args)
      expect(code).toBe(2)
      return stderr
    }
    expect(await refusal('shrinking-brains')).toMatch(/must be growing-brains, got "shrinking-brains"/)
    expect(await refusal('growing-brains', '--seeds', '0')).toMatch(/--seeds: must be an integer from 1/)
    expect(await refusal('growing-brains', '--draw', '--out', 'nothing')).toMatch(/no runs yet/)
    writeFileSync(join(folder, 'summary.json'), '{"formatVersion": 1, "pareto": [{"recipe": 3}]}')
    expect(await refusal('growing-brains', '--draw', '--out', '.')).toMatch(/summary\.json: damaged \(pareto/)
  })
})
