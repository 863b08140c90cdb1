/** What an experiment cannot say of its sheet, beyond what each field may be by itself. */
import { chargeIfKnown } from '../growth/charges/index.js'
import { show } from '../text.js'
import type { ConnectionsOfExperiment, NeuronsOfExperiment } from './sheetSchema.js'

interface NetworkSettings {
  rows?: number
  columns?: number
  cell?: string
  excitatory?: number
}

interface SheetSettings {
  positions?: string
  between?: number
  adjacency?: string
  neurons?: NeuronsOfExperiment
  connections?: ConnectionsOfExperiment
}

interface Fault {
  path: string[]
  message: string
}

export function sheetFaults(network: NetworkSettings, sheet: SheetSettings, kind: string): Fault[] {
  const isMeasured = sheet.positions !== undefined || sheet.neurons !== undefined
  const neurons = sheet.neurons?.x.length ?? (network.rows ?? 0) * (network.columns ?? 0)
  const faults: Fault[] = []
  const fail = (path: string, message: string) => faults.push({ path: path.split('.'), message })

  for (const name of ['rows', 'columns'] as const) {
    const value = network[name]
    if (isMeasured && value !== undefined)
      fail(`network.${name}`, `must not be set where sheet.positions is, got ${value}`)
    if (!isMeasured && value === undefined)
      fail(`network.${name}`, `must be an integer ≥ 1, got ${show(value)}`)
  }
  if (sheet.between !== undefined && !isMeasured)
    fail('sheet.between', `must not be set unless sheet.positions is, got ${sheet.between}`)
  if (sheet.between !== undefined && sheet.neurons && !sheet.neurons.area)
    fail('sheet.between', `must not be set unless the positions have a column area, got ${sheet.between}`)

  const isMasked = sheet.adjacency !== undefined || sheet.connections !== undefined
  if (isMasked && chargeIfKnown(kind)?.swapsOf) {
    fail(
      'sheet.adjacency',
      `must not be set where neurons swap places (regularizer.kind ${kind}): a swap would carry weights to connections that do not exist; take ${chargeIfKnown(kind)!.swapsOf!.name}`,
    )
  }
  const beyond = [...(sheet.connections?.from ?? []), ...(sheet.connections?.to ?? [])].find(
    (place) => neurons > 0 && place >= neurons,
  )
  if (beyond !== undefined)
    fail('sheet.connections', `must be between places below ${neurons}, got ${beyond}`)

  if (network.cell === 'ei' && network.excitatory !== undefined && sheet.neurons?.sign)
    fail('network.excitatory', `must not be set where the positions have signs, got ${network.excitatory}`)
  return faults
}
