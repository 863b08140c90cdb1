/** Whether the parameters of a cell of a user's own are such that charges, swaps and pruning can go by their table. */
import { InputError } from '../errors.js'
import { plain, show } from '../text.js'
import {
  coreParameters,
  countOf,
  MATRICES,
  type NetworkSize,
  type Parameter,
  type Parameters,
  type ParameterTable,
  weight,
} from './parameters.js'

const ROLES: readonly string[] = ['wire', 'gate', 'bias', 'trait']

/** @throws InputError naming the cell and the row of its table that cannot be gone by */
export function checkTable(name: string, table: ParameterTable, size: NetworkSize): void {
  const fault = (what: string) => new InputError(`the cell ${name}: parameters ${what}`)
  if (!Array.isArray(table)) throw fault(`must return a list, got ${show(table)}`)
  const isAlike = (a: Parameter, b: Parameter | undefined) => JSON.stringify(a) === JSON.stringify(b)
  const odd = coreParameters(size).find((core, i) => !isAlike(core, table[i]))
  if (odd) throw fault(`must begin with coreParameters(size); ${odd.name} is missing or another`)
  const names = new Set<string>()
  for (const parameter of table) {
    const { name: called, role, pathway } = parameter
    if (!/^[a-z]\w*$/i.test(called)) throw fault(`must have names of letters and digits, got ${show(called)}`)
    if (names.has(called)) throw fault(`has ${plain(called)} twice`)
    names.add(called)
    if (!ROLES.includes(role))
      throw fault(`must have a role of ${ROLES.join(', ')}, got ${show(role)} for ${called}`)
    const rows = rowsLike(parameter, size)
    if (!rows.some((row) => isAlike(row, parameter))) {
      const made = pathway === undefined ? 'perNeuron(size, name, role)' : 'weight(size, pathway, name)'
      throw fault(`must be made by ${made}: ${called} has another shape, other axes or another pathway`)
    }
  }
}

/** The rows that a parameter of that name and role may be. */
function rowsLike({ name, role }: Parameter, size: NetworkSize): Parameter[] {
  if (role === 'gate') return MATRICES.map((pathway) => weight(size, pathway, name))
  const { hidden, outputs } = size
  return [
    ...MATRICES.filter((pathway) => pathway === name).map((pathway) => weight(size, pathway)),
    { name, shape: [hidden], hiddenAxes: [0], role },
    { name, shape: [outputs], hiddenAxes: [], role },
  ]
}

/** @throws InputError naming the cell and the parameter that it does not draw, or not in its shape */
export function checkStart(name: string, table: ParameterTable, drawn: Parameters<Float32Array>): void {
  for (const parameter of table) {
    const values = drawn[parameter.name]
    if (values instanceof Float32Array && values.length === countOf(parameter)) continue
    const came = values instanceof Float32Array ? `${values.length} numbers` : show(values)
    throw new InputError(
      `the cell ${name}: initialize must draw ${parameter.name} as a Float32Array of ${countOf(parameter)} numbers, got ${came}`,
    )
  }
}
