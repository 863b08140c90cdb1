/** The message if no network can be computed. The worker gives it, or the page if the worker did not start. */
export const NOT_STARTED =
  'The part of the page that computes did not start, so nothing can grow here. Check the connection, and load the page again.'
