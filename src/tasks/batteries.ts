/** The register of batteries, by the names that the command line and experiments use. */
import { InputError } from '../errors.js'
import { nearest } from '../nearest.js'
import { isModule } from '../text.js'
import type { Battery } from './battery.js'
import { modcog, modcogFixed } from './modcog.js'
import { yang19 } from './yang19.js'
import { yang19Original } from './yang19Original.js'

/** The built-in batteries. */
export const batteries: readonly Battery[] = [yang19, yang19Original, modcog, modcogFixed]

/** The built-in battery of that name. Throws InputError with the nearest names. */
export function batteryByName(name: string): Battery {
  const battery = batteries.find((candidate) => candidate.name === name)
  if (battery) return battery
  if (isModule(name)) {
    throw new InputError(
      `battery: "${name}" is a file; import it and hand its battery over, as in docs/tasks.md`,
    )
  }
  const names = batteries.map((candidate) => candidate.name)
  throw new InputError(
    `battery: "${name}" is unknown; nearest: ${nearest(name, names).join(', ')}; one of your own is named by its file, e.g. ./${/^\w+$/.test(name) ? name : 'my-battery'}.mjs`,
  )
}
