/** Moves the first network while a video of it is recorded. */
import type { BrainScene } from './scene/scene.js'
import type { Showing } from './showing.svelte.js'
import type { Training } from './training.svelte.js'

/**
 * What moves in a video: a training goes on, the moments of a timeline are played, or a network with one moment turns.
 */
export type Motion = 'growth' | 'timeline' | 'turn'

interface Filmed {
  readonly motion: Motion
  readonly training: Pick<Training, 'running' | 'run' | 'pause'>
  readonly showing: Pick<Showing, 'moment' | 'moments' | 'generation'>
}

/**
 * Records the page's first network as it moves. Then the page is put back as it was, unless it shows another network.
 * @param record makes the video, and calls back before each frame with the share that has passed (0 to 1)
 */
export async function film(
  page: Filmed,
  scene: Pick<BrainScene, 'turn'>,
  record: (onframe: (passed: number) => void) => Promise<Blob>,
): Promise<Blob> {
  const { motion, training, showing } = page
  const { running } = training
  const { moment, generation } = showing
  if (motion === 'growth') {
    showing.moment = null
    await training.run()
  }
  let turned = 0
  try {
    return await record((passed) => {
      if (motion === 'timeline') {
        showing.moment = showing.moments[Math.floor(passed * (showing.moments.length - 1))]
      } else if (motion === 'turn') {
        scene.turn(2 * (passed - turned), 0)
        turned = passed
      }
    })
  } finally {
    if (generation === showing.generation) {
      if (motion !== 'turn') showing.moment = moment
      if (motion === 'growth' && !running) await training.pause()
    }
  }
}
