/**
 * Does work that only one process at a time may do, and gives what it gives.
 * @param lock the path of a folder that is there only meanwhile
 */
export function alone<Result>(lock: string, work: () => Promise<Result>): Promise<Result>
