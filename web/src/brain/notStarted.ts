/** What is said where nothing can compute, by the worker or, where that itself is missing, by the page. */
export const NOT_STARTED =
  'The part of the page that computes did not start, so nothing can grow here. Check the connection, and load the page again.'
