import { describe, expect, it } from 'vitest'
import { taskByName } from '../../src/tasks/battery.js'
import { trialPicture } from '../../src/tasks/picture.js'
import { makeTrial } from '../../src/tasks/trial.js'
import { yang19 } from '../../src/tasks/yang19.js'
import { yang19Original } from '../../src/tasks/yang19Original.js'

const picture = (name: string, condition: Record<string, number>, durations: number[]) =>
  trialPicture(makeTrial(yang19, taskByName(yang19, name), { condition, durations, coin: 0 }), yang19).split(
    '\n',
  )

describe('trialPicture', () => {
  const decision = { theta1: 3, theta2: 8, coh1_mod1: 0.82, coh2_mod1: 0.18 }
  const lines = picture('dm1', decision, [2, 5, 2])
  const row = (title: string) => lines.find((line) => line.startsWith(title))!.slice(12)

  it('says what the task asks and what was drawn', () => {
    expect(lines[0]).toBe('dm1: go to the stronger of two stimuli on ring 1')
    expect(lines[1]).toBe('theta1 3, theta2 8, coh1_mod1 0.82, coh2_mod1 0.18')
  })

  it('names each period where it begins', () => {
    const bars = lines.find((line) => line.includes('│'))!
    expect([...bars].flatMap((mark, i) => (mark === '│' ? [(i - 12) / 2] : []))).toEqual([0, 2, 7])
    const column = (period: string) =>
      (lines.find((line) => line.includes(period) && line.startsWith('  '))!.indexOf(period) - 12) / 2
    expect(['fixation', 'stimulus', 'decision'].map(column)).toEqual([0, 2, 7])
  })

  it('has a row for each channel, shaded by value, and one for the task', () => {
    expect(lines.filter((line) => /^ring \d/.test(line))).toHaveLength(32)
    expect(row('fixation')).toBe('█'.repeat(14))
    expect(row('ring 1   3')).toBe(`    ${'▓'.repeat(10)}`)
    expect(row('ring 1   8')).toBe(`    ${'░'.repeat(10)}`)
    expect(row('ring 2   3')).toBe('')
    expect(row('task dm1')).toBe('█'.repeat(18))
  })

  it('marks the noise and draws the labels below', () => {
    expect(row('noise')).toBe(`    ${'~'.repeat(10)}`)
    expect(row('label')).toBe('0─────────────4───')
    expect(lines).toContain('~ noise of sd 0.1 on channels 0 to 32')
  })

  it('shows only some steps of a long trial', () => {
    const task = taskByName(yang19Original, 'fdgo')
    const condition = { modality: 1, angle: Math.PI / 2 }
    const trial = makeTrial(yang19Original, task, { condition, durations: [30, 60, 30], coin: 0 })
    const long = trialPicture(trial, yang19Original).split('\n')
    const of = (title: string) => long.find((line) => line.startsWith(title))!.slice(12)
    expect(long.at(-1)).toMatch(/^one column = 40 ms/)
    expect(of('fixation')).toBe('█'.repeat(2 * 45))
    expect(of('ring 1   8')).toBe(`${' '.repeat(2 * 15)}${'█'.repeat(2 * 45)}`)
    expect(of('label')).toBe(`${'0'.padEnd(2 * 45, '─')}${'9'.padEnd(2 * 15, '─')}`)
  })

  it('leaves out periods of no length, and noise where there is none', () => {
    const reach = picture('go', { modality: 2, target: 15 }, [5, 5, 0, 5])
    expect(reach.join('\n')).not.toContain('delay')
    expect(reach.join('\n')).not.toContain('~')
    expect(reach.find((line) => line.startsWith('label'))).toBe('label       0───────────────────16────────')
  })

  it('says when the evidence ties', () => {
    const tied = { theta1: 3, theta2: 8, coh1_mod1: 0.82, coh2_mod1: 0.18, coh1_mod2: 0.18, coh2_mod2: 0.82 }
    expect(picture('multidm', tied, [2, 5, 2])[1]).toContain('a tie: either answer is right')
  })
})
