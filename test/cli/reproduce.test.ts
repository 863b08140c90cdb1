import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import type { ReproductionSummary } from '../../src/reproduction/summary.js'
import { sealedNetwork } from '../../src/runs/networkFile.js'
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
    const ofClaims = page.slice(page.indexOf('## The claims and their tests')).split('\n## ')[0]
    expect(
      ofClaims.match(/\| (open(; so far (for|against) it)?|\*\*held\*\*|\*\*did not hold\*\*) \|/g),
    ).toHaveLength(9)
    for (const { recipe, lambda } of pareto) {
      if (recipe === 'bimt') expect(page).toContain(`| BIMT | ${lambda.toExponential()} |`)
    }
  })

  it('has experiments by name', async () => {
    const refused = async (...args: string[]) => {
      const { stderr, code } = await run('growing-brains', ...args, '--out', 'never')
      expect(code).toBe(2)
      return stderr
    }
    expect(await refused('--experiment', 'wires-needed')).toMatch(
      /one of wire-needed, .*nearest: wire-needed/,
    )
    expect(await refused('--experiment', 'substrate', '--quick')).toMatch(/--quick: must stand without/)
    expect(existsSync(join(folder, 'never'))).toBe(false)
  })

  it('takes finished runs in: their rows, and their networks where they are named; one that is damaged stops no other', async () => {
    const { pareto } = JSON.parse(
      readFileSync(join(committed, 'summary.json'), 'utf8'),
    ) as ReproductionSummary
    const names = ['bimt-s1', 'l1-s1']
    const rows = [
      pareto.find(({ recipe, lambda, seed }) => recipe === 'bimt' && lambda === 6e-5 && seed === 1)!,
      pareto.find(({ recipe, lambda, seed }) => recipe === 'l1' && lambda === 2e-4 && seed === 1)!,
    ]
    const [first] = rows.map(({ id }, i) => {
      const dir = join(folder, 'runs/runs', id.slice(0, 2), id)
      cpSync(join(committed, 'networks', names[i]), dir, { recursive: true })
      writeFileSync(join(dir, 'report.html'), '')
      return dir
    })
    const args = ['growing-brains', '--draw', '--seeds', '1', '--out', 'taken', '--runs', 'runs']
    const taken = () =>
      (
        JSON.parse(readFileSync(join(folder, 'taken/summary.json'), 'utf8')) as ReproductionSummary
      ).pareto.map((row) => ({ ...row, commit: null }))
    const uncommitted = rows.map((row) => ({ ...row, commit: null }))

    writeFileSync(join(first, 'network.safetensors'), 'damaged')
    const damaged = await run(...args)
    expect(damaged.code).toBe(2)
    expect(damaged.stdout).toMatch(/failed: .*network\.safetensors: damaged/)
    expect(taken()).toEqual(uncommitted.slice(1))

    cpSync(join(committed, 'networks/bimt-s1/network.safetensors'), join(first, 'network.safetensors'))
    const { stdout, stderr, code } = await run(...args)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^1 of \d+ runs are in/)
    expect(taken()).toEqual(uncommitted)
    for (const name of names) {
      const [kept, here] = ['taken/networks', join(committed, 'networks')].map(
        (networks) => (file: string) => readFileSync(resolve(folder, networks, name, file)),
      )
      expect(kept('analysis/details.json')).toEqual(here('analysis/details.json'))
      // The committed ones were kept before there was a checksum.
      const [taken, original] = [kept, here].map((read) =>
        sealedNetwork(read('network.safetensors')).open(null),
      )
      expect(taken).toEqual(original)
    }
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
