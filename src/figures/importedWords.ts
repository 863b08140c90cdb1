/** What is said of a network that another program trained. */
import type { ImportedFrom } from './data.js'
import { counted } from './words.js'

/** Where its weights come from. @param step training steps that it has taken, as far as it is known */
export const importedSentence = ({ file, format, sha256 }: ImportedFrom, step: number): string =>
  `It was not trained by gyrus${step > 0 ? `, but elsewhere for ${counted(step, 'step')}` : ''}: its weights are those of ${file} (${format}; SHA-256 ${sha256}).`
