/** The first screen of RESULTS.md: each claim and each experiment in one plain sentence, with a link to its numbers. */
import type { Claim } from './claims/claim.js'
import { type ExperimentResult, NO_ROW } from './experiments/experiment.js'
import { tableOf } from './tables.js'

/** A row of a table that can be linked to. */
export const anchor = (name: string) => `<a id="${name}"></a>`

/** The verdict on a claim, e.g. `**held**`. */
export function verdict({ holds, soFar }: Pick<Claim, 'holds' | 'soFar'>): string {
  if (holds !== null) return holds ? '**held**' : '**did not hold**'
  return soFar === undefined ? 'open' : `open; so far ${soFar ? 'for' : 'against'} it`
}

function foundOf({ holds, found }: Claim): string {
  if (holds === null) return 'Too few networks so far.'
  return holds ? found.held : found.not
}

/** The claims, then the experiments, a line each. */
export function firstScreen(claims: readonly Claim[], experiments: readonly ExperimentResult[]): string {
  const said = (of: readonly Claim[]) =>
    of.map((claim) => [claim.says, `[${verdict(claim).replaceAll('*', '')}](#${claim.name})`, foundOf(claim)])
  const heads = (first: string) => [first, 'Here', 'In a sentence']
  const tables = [
    tableOf(heads('What the paper says'), said(claims.filter(({ by }) => by === 'paper'))),
    tableOf(heads('What we say'), said(claims.filter(({ by }) => by === 'gyrus'))),
  ]
  const asked = experiments.flatMap(({ experiment, rows, planned }) =>
    experiment
      .outcomes(rows)
      .filter(({ outcome }) => outcome !== NO_ROW)
      .map(({ outcome, met }, i) => [
        i === 0
          ? `[${experiment.question}](#${experiment.name}) (${rows.length} of ${planned} networks)`
          : '',
        met === null ? 'open' : met ? 'yes' : 'no',
        outcome,
      ]),
  )
  if (asked.length > 0) tables.push(tableOf(['What we asked', 'Criterion met', 'In a sentence'], asked))
  return tables.join('\n\n')
}
