/**
 * How much of what could go on for ever a run of the tests does. The ordinary one has a few of each: cases of a property,
 * rounds of a race, kills. `npm run test:long` has many, and is for the time before a release.
 */
const LONGER = 20

/** Whether this is the long run. */
export const isLong = process.env.GYRUS_TESTS === 'long'

/** So many; in a long run, twenty times as many. */
export const some = (few: number): number => (isLong ? LONGER * few : few)
