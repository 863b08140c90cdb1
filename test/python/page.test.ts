/** docs/python.md: all its commands and all its code, one after the other, as a reader would run them. */
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Summary } from '../../src/analysis/analysis.js'
import { ROOT } from '../built.js'
import { gyrusProcess, smallest } from '../cli/gyrus.js'
import { fromPython, pythonsWith, READERS } from '../python.js'
import { RUN_FOLDER } from '../run.js'

const page = readFileSync(join(ROOT, 'docs/python.md'), 'utf8')
const BLOCKS = Array.from(page.matchAll(/^```python\n([\s\S]*?)^```$/gm), ([, code]) => code)
const [INTRODUCTION, ...JOBS] = BLOCKS
const COMMANDS = page.match(/^ {4}npx gyrus .*$/gm)!.map((command) => command.trim().split(' ').slice(2))

/** What makes the page's commands quick: a small network in place of a large one, and as many trials as its analysis has. */
const QUICK: Readonly<Record<string, string>> = {
  'growing-brains': 'tiny',
  '500': '50',
  'regularizer.lambda=3e-5,1e-4': 'regularizer.lambda=3e-5',
}
const RUN = 'runs/growing-brains-s4'

const lines = (code: string) => code.split('\n').filter((line) => line.trim() !== '')

it('has six jobs, each in under ten lines', () => {
  expect(JOBS).toHaveLength(6)
  for (const job of JOBS) expect(lines(job).length).toBeLessThan(10)
})

const pythons = pythonsWith('torch', 'numpy', 'matplotlib')

describe.runIf(pythons.length > 0)('docs/python.md', () => {
  const cwd = mkdtempSync(join(process.env[RUN_FOLDER]!, 'page-'))
  const ran = async (...args: string[]) =>
    expect(await gyrusProcess(args, { cwd })).toMatchObject({ code: 0, stderr: '' })

  beforeAll(async () => {
    mkdirSync(join(cwd, 'runs'))
    const settings = ['training.steps=600', 'analysis.trials=50'].flatMap((each) => ['--set', each])
    await ran('train', 'tiny', ...settings, '--out', RUN)
    for (const command of COMMANDS) {
      const words = command.map((word) => QUICK[word] ?? word.replace('1..3', '1..2'))
      await ran(...words, ...(words[0] === 'sweep' ? smallest() : []))
    }
  })

  /** What the code prints, a list a line, where it lies in the folder of the commands. */
  const printed = (python: string, ...code: string[]) =>
    fromPython(
      python,
      `${READERS}
import json, os
os.chdir(${JSON.stringify(cwd)})
os.environ['MPLBACKEND'] = 'agg'
printed = []
def print(*values): printed.append([value.tolist() if hasattr(value, 'tolist') else value for value in values])
${code.join('\n')}
sys.stdout.write(json.dumps(printed))
`,
    ) as unknown[][]

  const summary = () => JSON.parse(readFileSync(join(cwd, RUN, 'analysis/summary.json'), 'utf8')) as Summary

  it('reads a run', () => {
    // Each line of the page is a value, which the reader sees in a terminal.
    const values = lines(INTRODUCTION)
      .filter((line) => line.startsWith('run.'))
      .map((line) => `print(${line.split('#')[0]})`)
    expect(values).toHaveLength(6)
    for (const python of pythons) {
      const [[weights], [lambda], [accuracies], [clusters], [variance], [z]] = printed(
        python,
        INTRODUCTION,
        ...values,
      ) as [[number[][]], [number], [number[]], [number[]], [number[][]], [number]]
      expect([weights.length, weights[0].length, clusters.length]).toEqual([64, 64, 64])
      expect(lambda).toBeGreaterThan(0)
      expect(accuracies.length).toBeGreaterThan(1)
      expect([variance.length, variance[0].length]).toEqual([6, 64])
      expect(z).toBe(summary().modularity.z)
    }
  })

  it('does the six jobs', () => {
    const [network, variance, components, front, lesion, training] = JOBS
    const more = `
print(front.tolist(), points.tolist(), os.path.getsize('front.svg'), run.task_variance.max())
`
    const answered = `
last, each = trials['steps'] - 1, np.arange(len(trials['steps']))
with torch.no_grad(): logits, _ = network(inputs)
print((logits[last, each].argmax(-1) == labels[last, each]).double().mean())
`
    const code = [
      INTRODUCTION,
      network,
      variance,
      components,
      front,
      more,
      lesion,
      'torch.manual_seed(1)',
      training,
    ]
    for (const python of pythons) {
      const [
        [accuracy],
        [active, off],
        [explained, decision],
        [best, points, size, largest],
        [intact, without, ours],
        [learned],
      ] = printed(python, ...code, answered) as [
        [number],
        [number, number],
        [number[], number[]],
        [number[][], number[][], number, number],
        [number, number, number],
        [number],
      ]
      const { meanAccuracy, accuracy: ofTasks, activeNeurons } = summary()
      expect(meanAccuracy).toBeGreaterThan(0.2) // else the comparisons say little
      expect(Math.abs(accuracy - meanAccuracy)).toBeLessThan(0.08) // 300 trials each: three standard errors
      expect([active, intact]).toEqual([activeNeurons, ofTasks.dm1])
      expect(off).toBeLessThan(1e-5 * largest)
      expect(explained[0]).toBeGreaterThan(explained[1])
      expect(decision[1]).toBeGreaterThan(decision[0])
      expect(points).toHaveLength(2)
      expect(points).toEqual(expect.arrayContaining(best))
      for (const [neurons, error] of points)
        expect(best.some(([n, e]) => n <= neurons && e <= error)).toBe(true)
      expect(size).toBeGreaterThan(1000)
      expect(without).toBe(ours)
      expect(learned).toBeGreaterThan(0.5) // one of 17 by chance
    }
  })
})
