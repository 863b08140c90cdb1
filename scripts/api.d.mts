/** The entries of the package by the names of their reports. */
export declare const ENTRIES: Readonly<Record<string, string>>
/** Where the report of an entry is kept. */
export declare function pathOf(name: string): string
/** The report of an entry, and what is missing in it, a line each. */
export declare function reportOf(name: string): { report: string; missing: string[] }
