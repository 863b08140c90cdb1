/** The exporter that a command names: a built-in one, or the default export of a user's module. */
import { defineExporter, type Exporter } from '../exporters/exporter.js'
import { exporterNamed } from '../exporters/exporters.js'
import { isModule } from '../text.js'
import { loadModule, type ModuleKind } from './userModule.js'

const EXPORTER: ModuleKind<Exporter> = {
  name: 'exporter',
  maker: 'defineExporter',
  is(value): value is Exporter {
    return typeof value === 'object' && value !== null && defineExporter(value as Exporter) === value
  },
}

/**
 * @param format the name of a built-in exporter, or the path of a .mjs or .js module, from the working directory
 * @throws InputError if there is no such exporter, and as `loadModule` does
 */
export async function loadExporter(format: string): Promise<Exporter> {
  return isModule(format) ? (await loadModule(EXPORTER, format)).value : exporterNamed(format)
}
