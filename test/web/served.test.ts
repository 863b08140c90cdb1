import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  chosenRuns,
  followRun,
  type Seen,
  servedRuns,
  servedRunsAddress,
} from '../../web/src/files/served.js'
import { stepLine as line, training } from './servedRun.js'

async function next(seen: AsyncGenerator<Seen, void>): Promise<Seen> {
  const { value, done } = await seen.next()
  if (done || !value) throw new Error('it has ended')
  return value
}

describe('a served run', () => {
  it('is followed while it trains, until it is done', async () => {
    const { address, metrics, save, drop, finish } = await training()
    expect((await servedRuns(address)).map(({ status }) => status)).toEqual(['running'])
    const seen = followRun(address, '0', { every: 5 })
    const first = await next(seen)
    expect(first.opened.snapshot).toBeNull()
    expect(first.opened.metrics.map(({ step }) => step)).toEqual([100])

    metrics(line(200) + line(300).slice(0, 7)) // a line that is being written
    const second = await next(seen)
    expect(second.opened.metrics.map(({ step }) => step)).toEqual([100, 200])
    expect(first.opened.metrics).toHaveLength(1) // as it was given out

    save(2000)
    metrics(line(300).slice(7))
    let third = await next(seen)
    while (third.opened.snapshot === null || third.opened.metrics.length < 3) third = await next(seen)
    expect(third.run).toMatchObject({ status: 'running', step: 2000 })
    expect(third.opened.snapshot?.step).toBe(2000)

    metrics(line(400))
    const fourth = await next(seen)
    expect(fourth.opened.snapshot).toBe(third.opened.snapshot) // nothing to draw anew
    expect(fourth.opened.metrics.map(({ step }) => step)).toEqual([100, 200, 300, 400])

    save(24_000)
    drop(2000)
    await finish()
    let last = fourth
    for await (const more of seen) last = more
    expect(last.run.status).toBe('done')
    expect(last.opened.snapshot).toMatchObject({ step: 24_000, evaluation: { step: 24_000 } })
  })

  it('is seen also if its checkpoints vanish between the list and the reading', async () => {
    const { address, save, path } = await training()
    save(2000)
    const { fetch } = globalThis
    let vanished = 0
    globalThis.fetch = async (input, init) => {
      // What was listed as the newest is gone, and the one after is there.
      if (/step-0000(2|4)000\./.test(String(input))) {
        const step = String(input).includes('2000') ? 2000 : 4000
        if (existsSync(path(step))) {
          rmSync(path(step))
          save(step + 2000)
          vanished++
        }
      }
      return fetch(input, init)
    }
    onTestFinished(() => {
      globalThis.fetch = fetch
    })
    const { opened } = await next(followRun(address, '0', { every: 5 }))
    expect(vanished).toBe(2)
    expect(opened.snapshot?.step).toBe(6000)
  })

  it('that goes back to its checkpoint is read anew', async () => {
    const { address, run, metrics } = await training()
    metrics(line(200) + line(300))
    const seen = followRun(address, '0', { every: 5 })
    expect((await next(seen)).opened.metrics).toHaveLength(3)
    writeFileSync(join(run, 'metrics.jsonl'), line(100))
    expect((await next(seen)).opened.metrics.map(({ step }) => step)).toEqual([100])
    // Cut back and longer again between two looks: the end of one line and the midst of another do not fit.
    writeFileSync(join(run, 'metrics.jsonl'), `{"type":"evaluation","step":7}\n${line(100)}${line(200)}`)
    expect((await next(seen)).opened.metrics.map(({ step }) => step)).toEqual([7, 100, 200])
    await seen.return()
  })

  it('is left alone when nobody looks any more, and says when the server has ended', async () => {
    const { address, server } = await training()
    const stopping = new AbortController()
    const seen = followRun(address, '0', { every: 60_000, signal: stopping.signal })
    await next(seen)
    setTimeout(() => stopping.abort(), 10)
    expect((await seen.next()).done).toBe(true)
    await expect(followRun(address, '7').next()).rejects.toThrow('The server of the runs says: no such run')
    await server.close()
    await expect(servedRuns(address)).rejects.toThrow(/does not answer: start gyrus view again$/)
  })

  it('is asked for only by a page that was told of it', () => {
    const page = (content: string | null) => ({
      baseURI: 'http://127.0.0.1:4747/?seed=1',
      querySelector: (selector: string) => {
        expect(selector).toBe('meta[name="gyrus-runs"]')
        return content === null ? null : { getAttribute: () => content }
      },
    })
    expect(servedRunsAddress(page('api/runs'))).toBe('http://127.0.0.1:4747/api/runs')
    expect(servedRunsAddress(page(null))).toBeNull()
  })
})

describe('chosenRuns', () => {
  const whole = (name: string) => ({ id: `id of ${name}`, name, fault: null })
  const served = [{ id: '0', name: 'a', fault: 'a/experiment.json: missing' }, whole('b'), whole('c')]
  const fault = 'a/experiment.json: missing.'

  it.each<[string[], string[], string[]]>([
    [['', ''], ['b'], [fault]],
    [['c', ''], ['c'], [fault]],
    [['c', 'b'], ['c', 'b'], [fault]],
    [['a', 'c'], ['c'], [fault]],
    [['d', ''], ['b'], ['No run that is served here is called d.', fault]],
  ])('of %j shows %j', (names, runs, faults) => {
    const chosen = chosenRuns(served, names)
    expect(chosen.runs.map(({ name }) => name)).toEqual(runs)
    expect(chosen.faults).toEqual(faults)
  })

  it('complains of nothing where nothing is served', () => {
    expect(chosenRuns([], ['a', ''])).toEqual({ runs: [], faults: [] })
    const other = [{ id: '0', name: 'a', fault: 'newer' }]
    expect(chosenRuns(other, ['', ''])).toEqual({ runs: [], faults: ['a: newer.'] })
  })
})
