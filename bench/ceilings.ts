/**
 * What an ideal observer reaches, as kept in the tasks' `ceiling`: `npm run bench:ceilings -- [trials]`. The one value
 * that has no formula is simulated, from seed 1; ten seconds for the 4 million trials of the published value.
 */
import { Random } from '../src/random/random.js'
import {
  type Ceiling,
  certain,
  decision,
  multiDecision,
  multiDelayedDecision,
  originalDecision,
  originalMulti,
  tail,
} from './observers.js'

const trials = Number(process.argv[2] ?? 4_000_000)
const show = (name: string, { accuracy, se }: Ceiling) =>
  console.log(`${name.padEnd(44)}${accuracy.toFixed(8)}${se > 0 ? ` ± ${se.toExponential(1)}` : ''}`)

show('yang19, modcog: dm, ctxdm', decision())
show('yang19, modcog: multidm', multiDecision())
show('yang19, modcog: multidm, twice as fine', multiDecision(40))
show('yang19, modcog: multidlydm', multiDelayedDecision(trials, Random.seeded(1, 'ceilings')))
show('yang19-original: dm, contextdm', originalDecision())
const { least, most } = originalMulti()
show('yang19-original: multidm, at least', least)
show('yang19-original: multidm, at most', most)
console.log(
  '\nStandard deviations to the line halfway to the nearest trial with another answer, where the ceiling is 1:',
)
for (const [name, halfway] of Object.entries(certain)) {
  console.log(`${name.padEnd(72)}${halfway.toFixed(1).padStart(5)}  p ${tail(halfway).toExponential(0)}`)
}
