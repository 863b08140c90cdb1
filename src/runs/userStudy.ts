/** A study of a user's own: the default export of a module. */
import { InputError } from '../errors.js'
import { STUDIES } from '../studies/studies.js'
import { isStudy, type Study } from '../studies/study.js'
import { type LoadedModule, loadModule, type ModuleKind } from './userModule.js'

const STUDY: ModuleKind<Study> = {
  name: 'study',
  maker: 'defineStudy',
  is(value): value is Study {
    if (!isStudy(value)) return false
    if (!STUDIES.some(({ name }) => name === value.name)) return true
    throw new InputError(`the study ${value.name}: is named as one that gyrus brings; take another name`)
  },
}

/** @throws InputError as `loadModule` does, and if the study is not whole or has the name of another */
export const loadStudy = (file: string): Promise<LoadedModule<Study>> => loadModule(STUDY, file)
