import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Browser, type Fences, Frames } from '../../web/src/scene/frames.js'

const UNSIGNALED = 0x9118
const SIGNALED = 0x9119
/** ms from one frame of the browser to the next. */
const FRAME = 16

interface Fence {
  /** When it is reached, ms. */
  at: number
}

/** A graphics card that takes so long for each thing that it is asked. */
function card(took: () => number): Fences<Fence> {
  return {
    SYNC_GPU_COMMANDS_COMPLETE: 0x9117,
    SYNC_STATUS: 0x9114,
    UNSIGNALED,
    fenceSync: () => ({ at: performance.now() + took() }),
    getSyncParameter: ({ at }) => (at <= performance.now() ? SIGNALED : UNSIGNALED),
    deleteSync: () => undefined,
    flush: () => undefined,
  }
}

const browser: Browser = {
  requestAnimationFrame: (draw) => Number(setTimeout(() => draw(performance.now()), FRAME)),
  cancelAnimationFrame: (frame) => clearTimeout(frame),
}

describe('frames', () => {
  let took = 0
  let drawn: number[] = []
  let frames: Frames<Fence>
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    took = 5
    drawn = []
    frames = new Frames(
      card(() => took),
      browser,
      (now) => drawn.push(now),
    )
  })
  afterEach(() => {
    frames.stop()
    vi.useRealTimers()
  })
  /** Asks again and again, as a training does, for so many ms. */
  const asked = (ms: number, canWait: boolean) => {
    for (let passed = 0; passed < ms; passed += 10) {
      frames.ask(canWait)
      vi.advanceTimersByTime(10)
    }
    return drawn.length
  }

  it('of a quick card come as often as they are asked for, whether they can wait or not', () => {
    expect(asked(2000, true)).toBeGreaterThan(40)
    expect(asked(2000, false)).toBeGreaterThan(80)
  })

  it('of a slow one that can wait take a fifth of the time', () => {
    took = 200
    expect(asked(10_000, true)).toBeGreaterThanOrEqual(8)
    expect(drawn.length).toBeLessThanOrEqual(11)
  })

  it('of a slow one that cannot wait follow each other, and none is asked for before the last is done', () => {
    took = 200
    expect(asked(10_000, false)).toBeGreaterThanOrEqual(40)
    const steps = drawn.slice(1).map((time, i) => time - drawn[i])
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(200)
  })

  it('that cannot wait come during a rest', () => {
    took = 200
    asked(300, true)
    const before = drawn.length
    vi.advanceTimersByTime(100) // done, and resting
    frames.ask(true)
    vi.advanceTimersByTime(100)
    expect(drawn.length).toBe(before)
    frames.ask(false)
    vi.advanceTimersByTime(2 * FRAME)
    expect(drawn.length).toBe(before + 1)
  })

  it('begin when what was asked of the card before is done; until then an empty canvas is not filled', () => {
    took = 500
    frames.stop()
    frames = new Frames(
      card(() => took),
      browser,
      (now) => drawn.push(now),
    )
    const start = performance.now()
    frames.refill()
    expect(drawn).toEqual([])
    vi.advanceTimersByTime(1000)
    expect(drawn).toHaveLength(1)
    expect(drawn[0] - start).toBeGreaterThanOrEqual(500)
    frames.refill()
    expect(drawn).toHaveLength(2)
  })

  it('come after a card has forgotten everything, and no more once they are stopped', () => {
    const lost: Fences<Fence> = { ...card(() => 0), fenceSync: () => null }
    frames.stop()
    frames = new Frames(lost, browser, (now) => drawn.push(now))
    expect(asked(100, false)).toBeGreaterThan(2)
    const before = drawn.length
    frames.ask(false)
    frames.stop()
    frames.drawNow()
    vi.advanceTimersByTime(1000)
    expect(drawn.length).toBe(before)
  })
})
