/** One line where a run was computed with something else than computes here, so that the last bits differ. */
import type { Engine } from '../engine/engine.js'
import type { Checkpoint } from '../runs/checkpoint.js'
import { computation, computationsOf, differences, sideOf } from '../runs/computation.js'
import type { RunFolder } from '../runs/folder.js'

/**
 * What to say before something is done with a run, or null where nothing differs.
 * @param checkpoint from which it is done; null for a run, or a kept network, without
 */
export function otherBits(
  { dir, record }: RunFolder,
  checkpoint: Checkpoint | null,
  engine: Engine,
  doing: 'training' | 'measuring',
): string | null {
  const others = differences(computationsOf(record, checkpoint), computation(engine))
  if (others.length === 0) return null
  const [there, here] = [sideOf(others, 'there'), sideOf(others, 'here')]
  const page = '(docs/reproducibility.md)'
  return doing === 'training'
    ? `${dir}: so far with ${there}, from here on with ${here}: its last bits will not be those of an undisturbed run ${page}`
    : `${dir}: trained with ${there}, measured here with ${here}: measures agree to rounding, not to the bit ${page}`
}
