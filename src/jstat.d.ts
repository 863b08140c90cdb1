/** What gyrus uses of jstat, which brings no types. */
declare module 'jstat' {
  const jstat: {
    /** Student's t. */
    studentt: {
      cdf(t: number, degreesOfFreedom: number): number
      /** The value below which t lies with this probability. */
      inv(probability: number, degreesOfFreedom: number): number
    }
    noncentralt: { cdf(t: number, degreesOfFreedom: number, noncentrality: number): number }
  }
  export default jstat
}
