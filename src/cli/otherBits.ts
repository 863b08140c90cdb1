/** A warning if a run was computed by another engine, version or processor than this one, so that last bits differ. */
import type { Engine } from '../engine/engine.js'
import type { Checkpoint } from '../runs/checkpoint.js'
import { computation, computationsOf, differences, sideOf } from '../runs/computation.js'
import type { RunFolder } from '../runs/folder.js'

/**
 * The line to print before a run goes on or is measured; null if it was computed by the same things as computes here.
 * @param checkpoint the one that is gone on from or measured; null if there is none
 */
export function otherBits(
  { dir, record }: RunFolder,
  checkpoint: Checkpoint | null,
  engine: Engine,
  doing: 'training' | 'measuring',
): string | null {
  const differing = differences(computationsOf(record, checkpoint), computation(engine))
  if (differing.length === 0) return null
  const [there, here] = [sideOf(differing, 'there'), sideOf(differing, 'here')]
  const page = '(docs/reproducibility.md)'
  return doing === 'training'
    ? `${dir}: so far with ${there}, from here on with ${here}: its last bits will not be those of an undisturbed run ${page}`
    : `${dir}: trained with ${there}, measured here with ${here}: measures agree to rounding, not to the bit ${page}`
}
