/** The name of the `meta` element in which the built page lists the scripts that it does not load at once. */
export const LATER_META = 'gyrus-later'
